"""The policy: what it may say, and that all mistakes in it are listed at once, with their lines."""

from __future__ import annotations

import datetime

import pytest
from trees import POLICY, make_tree

from tools.cli import main
from tools.isolation.finding import Severity
from tools.isolation.policy import KnownRules, PolicyError, Upstream, load_policy, read_protection
from tools.isolation.registry import RULES, known_rules

KNOWN = KnownRules(frozenset({"RF201", "RF304", "RF701"}), frozenset({"RF701"}))
WAIVER = """
[ringfence:waiver:ldap]
file = workspace/workflows/ldap.py
code = RF304
owner = jo@contoso.example
reason = the library names its attributes at run time
expires = 2999-12-31
"""


def mistakes(root, text, **files):
    make_tree(root, files, text)
    with pytest.raises(PolicyError) as caught:
        load_policy(root, KNOWN)
    return [(item.path, item.line, item.text) for item in caught.value.mistakes]


def lines(root, text, **files):
    return [(line, said) for _, line, said in mistakes(root, text, **files)]


def test_a_policy_is_read(tmp_path):
    text = (
        POLICY
        + "[ringfence:severity]\nRF201 = warning\n"
        + WAIVER
    )  # fmt: skip
    make_tree(tmp_path, {}, text)
    policy = load_policy(tmp_path, KNOWN)
    assert policy.door["engine.shared.models"] == {"ExecutionStatus", "UserType"}
    assert policy.packages == {"httpx", "pydantic", "requests"}
    assert policy.protected == ("engine/", ".importlinter", ".ringfence-baseline.json")
    assert policy.severities == {"RF201": Severity.WARNING}
    (waiver,) = policy.waivers
    assert (waiver.name, waiver.code, waiver.owner) == ("ldap", "RF304", "jo@contoso.example")
    assert waiver.expires == datetime.date(2999, 12, 31)
    assert text.splitlines()[waiver.line - 1] == "[ringfence:waiver:ldap]"


def test_lists_may_have_comments_and_commas(tmp_path):
    text = POLICY.replace("    httpx\n", "    httpx, yaml  # why\n    # pandas\n")
    make_tree(tmp_path, {}, text)
    assert load_policy(tmp_path, KNOWN).packages == {"httpx", "yaml", "pydantic", "requests"}


def test_the_fingerprint_covers_text_and_door(tmp_path):
    make_tree(tmp_path, {})
    first = load_policy(tmp_path, KNOWN).fingerprint
    assert load_policy(tmp_path, KNOWN).fingerprint == first
    (tmp_path / "engine/sdk.py").write_text('__all__ = ["workflow"]\n')
    second = load_policy(tmp_path, KNOWN).fingerprint
    (tmp_path / ".importlinter").write_text(POLICY + "# comment\n")
    assert len({first, second, load_policy(tmp_path, KNOWN).fingerprint}) == 3


MAIN = {
    "no section": ("[importlinter]\n", [(0, "section [ringfence] is missing")]),
    "no header": ("door = x\n", [(1, "a section such as [ringfence] comes first")]),
    "neither section nor key": (
        POLICY + "what is this\nand this\n",
        [
            (19, "neither a section nor `key = value`: what is this"),
            (20, "neither a section nor `key = value`: and this"),
        ],
    ),
    "a key twice": (
        "[ringfence]\ndoor = a\ndoor = b\n",
        [(3, ("While reading from '<string>' [line  3]: option 'door' in section 'ringfence'"
             " already exists"))],
    ),
    "a section twice": (
        POLICY + "[ringfence]\n",
        [(19, "While reading from '<string>' [line 19]: section 'ringfence' already exists")],
    ),
    "everything missing": (
        "[ringfence]\n",
        [(1, f"`{key}` is missing or empty") for key in ("door", "packages", "protected")],
    ),
    "unknown key": (
        POLICY.replace("packages =", "pakages ="),
        [
            (1, "`packages` is missing or empty"),
            (6, "unknown key `pakages`; did you mean `packages`?"),
        ],
    ),
    "unknown section": (
        POLICY + "[ringfence:severities]\n[ringfance]\n[DEFAULT]\nx = y\n[other]\n",
        [
            (19, "unknown section [ringfence:severities]; did you mean `ringfence:severity`?"),
            (20, "unknown section [ringfance]; did you mean `ringfence`?"),
            (21, "unknown section [DEFAULT]"),
            (23, "unknown section [other]"),
        ],
    ),
    "not an import name": (
        POLICY.replace("    pydantic", "    azure.identity\n    beautiful-soup"),
        [
            (8, "`azure.identity` is not an import name (no dots, no dashes)"),
            (9, "`beautiful-soup` is not an import name (no dots, no dashes)"),
        ],
    ),
    "not a protected path": (
        POLICY.replace("    engine/\n", "    ../up\n    /etc\n    a//b\n"),
        [(line, f"`{path}` is not a plain relative path")
         for line, path in ((11, "../up"), (12, "/etc"), (13, "a//b"))],
    ),
    "not a door": (
        POLICY.replace("    engine.sdk\n", "    os\n    engine..x\n"),
        [
            (3, "door module `os` is not below `engine`"),
            (3, "door module `os` has no file os.py"),
            (4, "door module `engine..x` has no file engine/x.py"),
        ],
    ),
    "bad upstream": (
        POLICY.replace("packages =", "upstream = ftp://x main\npackages ="),
        [(6, ("`upstream` is an address (https, ssh or file) and a branch in full: "
             "`https://host/owner/name.git refs/heads/main`"))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MAIN.values(), ids=MAIN)
def test_mistakes_of_the_main_section(text, expected, tmp_path):
    assert sorted(lines(tmp_path, text)) == sorted(expected)


SEVERITY = {
    "RF202 = error": "no rule `RF202`; did you mean `RF304`?",
    "RF201 = fatal": "severity `fatal` is not one of error, warning",
    "RF701 = warning": "RF701 cannot be waived, so it stays an error",
}


@pytest.mark.parametrize(("line", "message"), SEVERITY.items(), ids=SEVERITY)
def test_mistakes_of_severities(line, message, tmp_path):
    ((number, said),) = lines(tmp_path, f"{POLICY}[ringfence:severity]\n# note\n{line}\n")
    assert number == 21
    assert said.partition(";")[0] == message.partition(";")[0]
    assert ("did you mean" in said) == ("did you mean" in message)


def test_an_unwaivable_rule_may_be_named_as_an_error(tmp_path):
    make_tree(tmp_path, {}, f"{POLICY}[ringfence:severity]\nRF701 = error\n")
    assert load_policy(tmp_path, KNOWN).severities == {"RF701": Severity.ERROR}


WAIVERS = {
    "file": ("file = workspace/workflows/ldap.py\n", "", 20, "waiver without `file`"),
    "owner": ("owner = jo@contoso.example", "owner =", 23, "waiver without `owner`"),
    "reason": ("reason =", "reson =", 24, "unknown key `reson`; did you mean `reason`?"),
    "code": ("RF304", "RF3044", 22, "no rule `RF3044`; did you mean `RF304`?"),
    "unwaivable": ("RF304", "RF701", 22, "RF701 cannot be waived"),
    "date": ("2999-12-31", "31.12.2999", 25, "`31.12.2999` is not a date (YYYY-MM-DD)"),
    "no date": ("expires = 2999-12-31\n", "", 20, "waiver without `expires`"),
}


@pytest.mark.parametrize(("old", "new", "line", "message"), WAIVERS.values(), ids=WAIVERS)
def test_mistakes_of_waivers(old, new, line, message, tmp_path):
    assert (line, message) in lines(tmp_path, POLICY + WAIVER.replace(old, new))


DOORS = {
    "missing": (None, ".importlinter", 3, "door module `engine.sdk` has no file engine/sdk.py"),
    "no list": ("x = 1\n", "engine/sdk.py", 0, "the door needs a literal `__all__` list of names"),
    "computed": ("__all__ = [a for a in b]\n", "engine/sdk.py", 0, "the door needs a literal"),
    "not names": ("__all__ = [1]\n", "engine/sdk.py", 0, "the door needs a literal `__all__`"),
    "no syntax": ("def\n", "engine/sdk.py", 0, "cannot be parsed: "),
    "nul": ("\0", "engine/sdk.py", 0, "cannot be parsed: "),
}


@pytest.mark.parametrize(("source", "path", "line", "message"), DOORS.values(), ids=DOORS)
def test_mistakes_of_the_door(source, path, line, message, tmp_path):
    make_tree(tmp_path, {"engine/sdk.py": source or ""})
    if source is None:
        (tmp_path / "engine/sdk.py").unlink()
    with pytest.raises(PolicyError) as caught:
        load_policy(tmp_path, KNOWN)
    (mistake,) = caught.value.mistakes
    assert (mistake.path, mistake.line) == (path, line)
    assert mistake.text.startswith(message)


@pytest.mark.parametrize("data", [None, b"\xff"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read(data, tmp_path):
    if data is not None:
        (tmp_path / ".importlinter").write_bytes(data)
    with pytest.raises(PolicyError, match=r"^\.importlinter: cannot be read"):
        load_policy(tmp_path, KNOWN)


def test_an_upstream_is_read(tmp_path):
    text = POLICY.replace(
        "packages =", "upstream = ssh://git@host.example/a.git refs/heads/main\npackages ="
    )
    make_tree(tmp_path, {}, text)
    load_policy(tmp_path, KNOWN)
    assert read_protection(text).upstream == Upstream(
        "ssh://git@host.example/a.git", "refs/heads/main"
    )


def test_the_command_lists_all_mistakes_at_once_in_order(tmp_path, capsys):
    text = (
        POLICY.replace("    pydantic", "    py-dantic").replace("    engine/\n", "    /engine\n")
        + "[ringfence:severity]\nRF9999 = error\n"
        + WAIVER.replace("RF304", "RF000").replace("2999-12-31", "soon")
        + "[ringfence:waver:x]\n"
    )
    make_tree(tmp_path, {"workspace/bad.py": "eval('1')\n"}, text)
    assert main(["check", "--root", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    *listed, total = captured.err.splitlines()
    assert total == "ringfence check: 6 mistakes in the rule set"
    assert [line.split(":")[:2] for line in listed] == [
        [".importlinter", str(line)] for line in (8, 11, 20, 24, 27, 28)
    ]
    assert listed[0] == ".importlinter:8: `py-dantic` is not an import name (no dots, no dashes)"


def test_the_real_rules_that_guard_other_tenants_cannot_be_waived():
    known = known_rules()
    assert known.codes == {rule.code for rule in RULES}
    assert {rule.code for rule in RULES if rule.code.startswith("RF7")} <= known.unwaivable
