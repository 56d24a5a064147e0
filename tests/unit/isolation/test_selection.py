"""A check of single paths: where it is answered in a hurry, it says what a full run says."""

from __future__ import annotations

import json
import random
import re

import pytest
from trees import POLICY, make_tree

from tools.cli import main
from tools.isolation import api, cachedir, command, output, quick, snapshot
from tools.isolation.runner import CheckerError
from tools.isolation.selection import Row, write_rows
from tools.isolation.work import Worker

FILES = {
    "workspace/base.py": "import json\n\nLIMIT = 50\n\n\ndef dump(x):\n    return json.dumps(x)\n",
    "workspace/user.py": "from workspace.base import LIMIT\n\n\ndef f(x):\n    return x[:LIMIT]\n",
    "workspace/waived.py": "def run(text):\n    return eval(text)\n",
    "workspace/two.py": "def f(x):\n    eval(x)\n    exec(x)\n    return 'é東'.__class__\n",
    "workspace/old.py": "def run(text):\n    eval(text)\n    return eval(text)\n",
    "workspace/fixed.py": "X = 1\n",
    "workspace/soft.py": "from requests import _internal_utils\n",
    "workspace/sub/__init__.py": "",
    "workspace/sub/inner.py": "import workspace.base\n\n\ndef f(x):\n    return workspace.base\n",
    "workspace/sub/deep/more.py": "import os\n\nos.system('id')\n",
    "workspace/sub_/base.py": "X = 1\n",
    "workspace/sub/.gitkeep": "",
    "workspace/bare/.gitkeep": "",
    "workspace/data.json": "{}\n",
    ".ringfence-baseline.json": json.dumps(
        {"version": 1, "counts": {
            "workspace/old.py": {"RF201": 2},
            "workspace/two.py": {"RF201": 1},
            "workspace/fixed.py": {"RF201": 3},
        }},
    ),
}  # fmt: skip
WAIVER = """
[ringfence:waiver:{name}]
file = workspace/{name}.py
code = {code}
owner = team
reason = moving out
expires = {expires}
"""
CONTRACT = """
[importlinter:contract:workspace-parts]
name = The base is nobody's
type = forbidden
source_modules =
    workspace.sub
forbidden_modules =
    workspace.base
"""
RULES = "".join(
    [
        POLICY,
        WAIVER.format(name="waived", code="RF201", expires="2999-01-01"),
        WAIVER.format(name="user", code="RF305", expires="2999-01-01"),
        WAIVER.format(name="gone", code="RF305", expires="2999-01-01"),
        WAIVER.format(name="two", code="RF301", expires="2001-01-01"),
        CONTRACT,
    ]
)
SELECTIONS = [
    ["workspace"],
    ["workspace/"],
    *([name] for name in FILES if name.startswith("workspace/") and ".gitkeep" not in name),
    ["workspace/sub"],
    ["workspace/sub/"],
    ["workspace//sub/deep/"],
    ["workspace/./sub/../base.py"],
    ["workspace/base.py", "workspace/base.py", "workspace/./base.py"],
    ["workspace/two.py", "workspace/base.py"],
    ["workspace/sub", "workspace/sub/inner.py", "workspace/old.py"],
    ["{root}/workspace/two.py"],
    ["{root}/workspace", "workspace/soft.py"],
]
LEFT = [
    ["workspace/missing.py"],
    ["workspace/base.py", "workspace/missing.py"],
    ["workspace/missing/../base.py"],
    ["workspace/base.py/x"],
    ["workspace/empty"],
    ["workspace/bare"],
    ["workspace/sub/.gitkeep"],
    ["workspace/base.py", "workspace/empty"],
    ["workspace/sub/."],
    ["workspace/sub/.."],
    ["engine/sdk.py"],
    ["workspace/../engine/sdk.py"],
    ["workspace-more/a.py"],
    ["."],
    [".."],
    ["/"],
    ["/etc/passwd"],
    [""],
    ["--", "workspace/base.py"],
    ["workspace/base.py", "--strict", "workspace/user.py"],
    ["workspace/base.py", "--jobs", "1"],
]


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A workspace that was judged as a whole, and whose stamps count as old ones."""
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(snapshot, "RACY_NS", -(10**18))
    root = make_tree(tmp_path / "app", FILES, RULES)
    make_tree(root, {"workspace-more/a.py": ""}, RULES)
    (root / "workspace/empty").mkdir()
    monkeypatch.chdir(root)
    assert check() == command.FINDINGS
    return root


def check(*arguments):
    return main(["check", *arguments])


def fields(root, selection):
    return [path.format(root=root) for path in selection]


def said(capsys):
    """Return the report but for what hangs on the cache, and the time that it took."""
    text = capsys.readouterr().out
    text = re.sub(r"(checked)(, \d+ unchanged)?(: .*) \(\d+ ms\)\n\Z", r"\1\3\n", text)
    return re.sub(r'"(cached|elapsedMs)": [\d.]+', "", text)


def compare(capsys, *arguments):
    """Say whether there was a quick answer; if so, it is that of a run without cache."""
    capsys.readouterr()
    code = quick.answer([*arguments])
    found = said(capsys)
    if code is None:
        assert found == ""
        return False
    assert check("--no-cache", *arguments) == code
    assert said(capsys) == found
    return True


@pytest.mark.parametrize("selection", SELECTIONS, ids=" ".join)
def test_paths_are_answered_at_once(selection, tree, capsys):
    paths = fields(tree, selection)
    assert compare(capsys, *paths)
    assert compare(capsys, "--root", str(tree), "--strict", *paths)


@pytest.mark.parametrize("selection", LEFT, ids=" ".join)
def test_whatever_is_not_plainly_a_judged_path_is_left_to_the_full_run(selection, tree, capsys):
    assert not compare(capsys, *selection)
    codes, texts = [], []
    for way in ([], ["--no-cache"]):
        codes.append(check(*way, *selection))
        texts.append((capsys.readouterr().err, said(capsys)))
    assert codes[0] == codes[1]
    assert texts[0] == texts[1]


def test_what_belongs_to_a_path(tree, capsys):
    """The selections above would prove little if they all said the same."""
    seen = {}
    for name in ("base", "user", "two", "old", "fixed", "waived"):
        assert quick.answer([f"workspace/{name}.py"]) == command.FINDINGS
        seen[name] = capsys.readouterr().out
        # The contract, and the waiver that has expired, are everybody's business.
        assert "RF901" in seen[name]
        assert "expired" in seen[name]
        assert "workspace/gone.py" not in seen[name]
    assert "1 file checked, 1 unchanged: 2 errors (" in seen["base"]
    assert "1 file checked, 1 unchanged: 2 errors (" in seen["waived"]
    assert "matches no finding" in seen["user"]
    assert "RF903" in seen["fixed"]
    assert "2 errors, 2 within the baseline" in seen["old"]
    assert "1 within the baseline" in seen["two"]


@pytest.mark.parametrize("output_format", ["json", "github", "sarif"])
def test_other_formats_say_the_same(output_format, tree, capsys):
    for selection in SELECTIONS[::4]:
        arguments = ["--format", output_format, *fields(tree, selection)]
        assert quick.answer(arguments) is None
        code, found = check(*arguments), said(capsys)
        assert check("--no-cache", *arguments) == code
        assert said(capsys) == found


def test_colours(tree, capsys, monkeypatch):
    for module in (quick, output):
        monkeypatch.setattr(module, "wants_colour", lambda _: True)
    assert compare(capsys, "workspace/two.py", "workspace/sub")
    quick.answer(["workspace/two.py"])
    assert "\x1b[31m" in capsys.readouterr().out


def test_paths_are_those_of_where_one_is(tree, capsys, monkeypatch):
    monkeypatch.chdir(tree / "workspace/sub")
    assert compare(capsys, "--root", "../..", "inner.py", "../two.py")
    assert compare(capsys, "--root", str(tree), "deep")
    assert not compare(capsys, "--root", "../..", "workspace/two.py")
    link = tree.parent / "link"
    link.symlink_to(tree)
    assert compare(capsys, "--root", str(link), f"{link}/workspace/two.py")


# -- what ends a verdict --


def test_a_neighbours_change_is_noticed(tree, capsys):
    (tree / "workspace/user.py").write_text(
        "from workspace.base import NAME\n\n\ndef f(x):\n    return getattr(x, NAME)\n"
    )
    base = tree / "workspace/base.py"
    base.write_text("NAME = 'title'\n")
    check()
    capsys.readouterr()
    assert quick.answer(["workspace/user.py"]) == command.FINDINGS
    assert "RF305" in (before := said(capsys))
    base.write_text("NAME = '__' + 'class__'\n")
    assert quick.answer(["workspace/user.py"]) is None
    check("workspace/user.py")
    assert (after := said(capsys)) != before
    assert compare(capsys, "workspace/user.py")
    base.write_text("NAME = 'title'\n")
    check("workspace/two.py")
    capsys.readouterr()
    assert quick.answer(["workspace/user.py"]) == command.FINDINGS
    assert said(capsys) == before != after


CHANGES = {
    "plain": lambda tree: edit(tree / "workspace/base.py", "json.dumps(x)", "json.dumps([x])"),
    "an import": lambda tree: edit(tree / "workspace/base.py", "import json\n", "import os\n"),
    "a contract kept": lambda tree: edit(tree / "workspace/sub/inner.py", "workspace.base", "json"),
    "a finding more": lambda tree: edit(tree / "workspace/two.py", "exec(x)", "exec(eval(x))"),
    "a finding less": lambda tree: edit(tree / "workspace/two.py", "    exec(x)\n", ""),
    "a waiver idle": lambda tree: edit(tree / "workspace/waived.py", "eval(text)", "text"),
    "a waiver used": lambda tree: edit(tree / "workspace/user.py", "x[:LIMIT]", "'__class__'"),
    "an allowance idle": lambda tree: edit(tree / "workspace/old.py", "    eval(text)\n", ""),
    "a syntax error": lambda tree: edit(tree / "workspace/fixed.py", "X = 1", "X = ("),
    "one gone": lambda tree: (tree / "workspace/base.py").unlink(),
    "one more": lambda tree: (tree / "workspace/sub/new.py").write_text("eval('1')\n"),
    "a link more": lambda tree: (tree / "workspace/sub/new.py").symlink_to("inner.py"),
    "litter": lambda tree: (tree / "workspace/sub/x.py~").write_text("eval('1')\n"),
    "data": lambda tree: (tree / "workspace/data.json").write_text("[]\n"),
    "the rules": lambda tree: edit(tree / ".importlinter", "    requests\n", ""),
    "the baseline": lambda tree: (tree / ".ringfence-baseline.json").unlink(),
}  # fmt: skip


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def outcome(capsys, *arguments):
    """Return exit code and report, or the last line of what went wrong."""
    capsys.readouterr()
    code = check(*arguments)
    told = capsys.readouterr()
    if code == command.FAILURE:
        return code, told.err.splitlines()[-1]
    return code, re.sub(r"(checked)(, \d+ unchanged)?(: .*) \(\d+ ms\)\n\Z", r"\1\3\n", told.out)


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change(name, tree, capsys):
    """Whichever paths are asked for, before and after anything was learnt, the cache is right."""
    CHANGES[name](tree)
    for selection in (["workspace/user.py"], ["workspace/two.py"], ["workspace/sub"], []):
        if not all((tree / path).exists() for path in selection):
            continue
        expected = outcome(capsys, "--no-cache", *selection)
        assert outcome(capsys, *selection) == expected
        assert outcome(capsys, *selection) == expected


@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_changes_and_selections(seed, tree, capsys):
    generator = random.Random(seed)
    texts = [text for name, text in FILES.items() if name.endswith(".py")]
    names = [name for name in FILES if name.endswith(".py")]
    quickly = 0
    for _ in range(8):
        if generator.random() < 0.6:
            path = tree / generator.choice(names)
            path.write_text(generator.choice([*texts, path.read_text("utf-8") + "\n\nY = 1\n"]))
        selection = generator.choice(SELECTIONS[:-2])
        quickly += compare(capsys, *selection)
        expected = outcome(capsys, "--no-cache", *selection)
        assert outcome(capsys, *selection) == expected
    assert quickly


# -- what a check of some paths leaves for the next one --


def test_a_check_of_paths_leaves_an_answer_about_all(tree, capsys):
    (tree / "workspace/base.py").write_text("import os\n\nos.system('id')\n")
    (tree / "workspace/sub/inner.py").write_text("import re\n\n\ndef f(x):\n    eval(x)\n")
    assert quick.answer([]) is None
    check("workspace/user.py")
    assert compare(capsys)
    assert compare(capsys, "workspace/base.py")
    assert compare(capsys, "workspace/sub")


def test_files_that_nobody_asked_about_are_judged_only_if_they_are_few(tree, monkeypatch, capsys):
    monkeypatch.setattr(api, "MAX_OTHERS", 1)
    for name in ("two", "old"):
        edit(tree / f"workspace/{name}.py", "    eval", "\n    eval")
    check("workspace/user.py")
    assert not compare(capsys, "workspace/user.py")
    check("workspace/old.py")
    assert compare(capsys, "workspace/user.py")


def test_a_first_check_of_paths_leaves_nothing(tree, monkeypatch, capsys):
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tree.parent / "new"))
    monkeypatch.setattr(api, "MAX_OTHERS", 3)
    check("workspace/user.py")
    assert not compare(capsys, "workspace/user.py")
    assert not compare(capsys)


def test_a_rule_that_crashes_on_another_file_is_told_to_whoever_asks(tree, monkeypatch, capsys):
    edit(tree / "workspace/base.py", "LIMIT = 50", "LIMIT = 51")
    judge = Worker.__call__

    def crash(worker, entry):
        if entry.path == "workspace/base.py":
            raise CheckerError("boom")
        return judge(worker, entry)

    monkeypatch.setattr(Worker, "__call__", crash)
    expected = outcome(capsys, "--no-cache", "workspace/two.py")
    assert outcome(capsys, "workspace/two.py") == expected
    assert not compare(capsys, "workspace/two.py")
    assert check("workspace/base.py") == command.FAILURE
    assert check() == command.FAILURE


def test_where_contracts_could_not_be_judged_paths_take_a_full_run(tree, capsys):
    (tree / "workspace/fixed.py").write_text("X = (\n")
    check()
    assert compare(capsys)
    assert not compare(capsys, "workspace/fixed.py")
    assert not compare(capsys, "workspace/base.py")


FOREIGN = [b"", b"x", b"\xff\0x", b"-1", b"0\0a", b"0\0a\0001 2", b"0\0\0001 0 0 1 1", b"9\0a"]


@pytest.mark.parametrize("content", FOREIGN)
def test_foreign_rows_are_none(content, tree):
    path = cachedir.locate(str(tree), str(tree), quick.KIND)
    parts = cachedir.load(path)
    assert quick.answer(["workspace/two.py"]) == command.FINDINGS
    parts[-1] = content
    cachedir.save(path, parts)
    assert quick.answer(["workspace/two.py"]) is None


def test_names_of_any_kind(tree, capsys):
    for name in ("ü b.txt", "a  b.json", "日本.md"):
        (tree / "workspace" / name).write_text("eval('1')\n")
    check()
    for name in ("ü b.txt", "a  b.json", "日本.md"):
        assert compare(capsys, f"workspace/{name}")
    assert write_rows([Row("\udcff", 1, 0, 0, 2, 3)], ["a"]) == b"1\0a\0\xff\0001 0 0 2 3"


ODD = ["b\nc.txt", "\udcff.py", "-x.py", "link.py", "linked", "linked/inner.py", "outward/passwd"]


@pytest.mark.parametrize("name", ODD)
def test_links_and_names_that_are_findings(name, tree, capsys):
    if name in ODD[:3]:
        (tree / "workspace" / name).write_text("eval('1')\n")
    (tree / "workspace/link.py").symlink_to("base.py")
    (tree / "workspace/linked").symlink_to("sub")
    (tree / "workspace/outward").symlink_to("/etc")
    expected = outcome(capsys, "--no-cache", f"workspace/{name}")
    assert outcome(capsys, f"workspace/{name}") == expected
    check()
    assert outcome(capsys, f"workspace/{name}") == expected
    assert expected[0] == (command.USAGE if name == "outward/passwd" else command.FINDINGS)
