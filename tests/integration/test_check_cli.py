"""``ringfence check`` as a real process: its exit codes, and trees made to break it."""

from __future__ import annotations

import ctypes
import json
import os
import pty
import re
import resource
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLEAN, FINDINGS, USAGE, FAILURE = 0, 1, 2, 3
HONEST = """\
from engine.sdk import workflow


@workflow(name="honest", description="nothing to see")
def f(context, x):
    return x
"""
SECONDS = 60


def run(*arguments, cwd=ROOT, environ=None, **options):
    """Run the command; it has `SECONDS` and 2 GiB."""
    return subprocess.run(
        [sys.executable, *options.pop("python", ()), "-m", "tools", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "", **(environ or {})},
        capture_output=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=options.pop("preexec", _limit_memory),
        **options,
    )


def _limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))


def judge(tree, *arguments, **options):
    """Check a tree that has nothing but a workspace, by this repository's rules."""
    return run("check", "--root", tree, "--rules", ROOT, "--no-cache", *arguments, **options)


def findings(tree, *arguments, **options):
    """Judge a tree that must have findings, and return them as JSON objects."""
    result = judge(tree, "--format", "json", *arguments, **options)
    assert result.returncode == FINDINGS, result.stderr.decode(errors="replace")
    assert b"Traceback" not in result.stderr
    found = json.loads(result.stdout)["findings"]
    assert any(item["severity"] == "error" for item in found)
    return found


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "workspace/workflows").mkdir(parents=True)
    (tmp_path / "workspace/workflows/honest.py").write_text(HONEST)
    return tmp_path


# -- exit codes and options --


def test_this_repository_is_clean():
    result = run("check", "--no-cache")
    assert result.returncode == CLEAN, result.stdout.decode()


def test_clean_is_0_and_findings_are_1(tree):
    assert judge(tree).returncode == CLEAN
    (tree / "workspace/bad.py").write_text("eval('1')\n")
    result = judge(tree)
    assert result.returncode == FINDINGS
    assert b"error[RF201]" in result.stdout
    assert result.stderr == b""


def test_warnings_block_only_with_strict(tree):
    (tree / "workspace/soft.py").write_text("from requests import _internal_utils\n")
    assert judge(tree).returncode == CLEAN
    assert judge(tree, "--strict").returncode == FINDINGS


def test_the_rules_decide_not_the_judged_tree(tree):
    (tree / "workspace/bad.py").write_text("from engine.shared.storage import tables\n")
    (tree / "engine").mkdir()
    (tree / "engine/sdk.py").write_text("raise SystemExit('executed')\n")
    (tree / ".importlinter").write_text("[ringfence]\ndoor = engine.shared.storage\n")
    (tree / "conftest.py").write_text("raise SystemExit('executed')\n")
    assert {item["code"] for item in findings(tree)} >= {"RF101"}


@pytest.mark.parametrize("text", ["import engine.shared.storage\n", "import engine.shared(\n"])
def test_contracts_judged_beside_the_files_say_the_same(text, tree):
    (tree / "workspace/bad.py").write_text(text)
    alone = findings(tree, "--jobs", "1")
    assert ("RF901" in {item["code"] for item in alone}) == ("(" not in text)
    assert findings(tree, "--jobs", "2") == alone


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_mistake_in_a_contract_is_found_beside_the_files_too(jobs, tree):
    policy = (ROOT / ".importlinter").read_text().replace("type = forbidden", "type = unheard_of")
    (tree / ".importlinter").write_text(policy)
    (tree / "engine").symlink_to(ROOT / "engine")
    (tree / "tools").symlink_to(ROOT / "tools")
    result = run("check", "--root", tree, "--no-cache", "--jobs", jobs)
    assert result.returncode == USAGE, result.stderr
    assert b"unheard_of" in result.stderr


def test_nothing_of_the_judged_tree_runs(tree):
    # `-P`: Python's own `-m` puts the working directory first on its path, whatever runs.
    marker = tree / "executed"
    code = f"open({str(marker)!r}, 'w')\neval('1')\n"
    for name in (
        "workspace/__init__.py",
        "workspace/workflows/__init__.py",
        "workspace/a.py",
        "sitecustomize.py",
        "usercustomize.py",
        "json.py",
        "libcst.py",
        "importlinter.py",
    ):
        (tree / name).write_text(code)  # fmt: skip
    assert judge(tree, cwd=tree, python=["-P"]).returncode == FINDINGS
    assert judge(tree, "--fix", "--diff", cwd=tree, python=["-P"]).returncode == FINDINGS
    assert not marker.exists()


def test_paths_narrow_the_run(tree):
    (tree / "workspace/bad.py").write_text("eval('1')\n")
    honest = tree / "workspace/workflows"
    assert judge(tree, honest).returncode == CLEAN
    assert judge(tree, honest / "honest.py", tree / "workspace/bad.py").returncode == FINDINGS
    relative = judge(tree, "workspace/bad.py", cwd=tree)
    assert relative.returncode == FINDINGS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.py"], "is not inside"),
        (["{tree}/workspace/missing.py"], "does not exist"),
        (["{tree}/outside.py"], "is not inside workspace/"),
        (["{tree}/workspace/../outside.py"], "is not inside workspace/"),
        (["/etc/passwd"], "is not inside"),
        (["--format", "yaml"], "invalid choice: 'yaml'"),
        (["--jobs", "0"], "must be a whole number above 0"),
        (["--unknown"], "unrecognized arguments"),
        (["--diff"], "--diff goes with --fix"),
        (["--rules", "{tree}"], ".importlinter: cannot be read"),
    ],
)
def test_bad_usage_is_2(arguments, message, tree):
    (tree / "outside.py").write_text("eval('1')\n")
    result = judge(tree, *(item.format(tree=tree) for item in arguments))
    assert result.returncode == USAGE, result.stdout
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert result.stdout == b""


def test_a_root_without_workspace_is_2(tmp_path):
    result = judge(tmp_path)
    assert result.returncode == USAGE
    assert b"no workspace/ directory here; use --root" in result.stderr


def test_all_configuration_mistakes_at_once_are_2(tree, tmp_path):
    rules = tmp_path / "rules"
    (rules / "engine").mkdir(parents=True)
    (rules / ".importlinter").write_text(
        "[ringfence]\ndor = engine.sdk\npackages = a-b\nprotected = x\n\n"
        "[ringfence:waver:x]\n\n[ringfence:severity]\nRF20 = error\n"
    )
    result = run("check", "--root", tree, "--rules", rules)
    assert result.returncode == USAGE
    lines = result.stderr.decode().splitlines()
    assert lines[-1] == "ringfence check: 5 mistakes in the rule set"
    assert [line.rpartition(".importlinter:")[2].partition(":")[0] for line in lines[:-1]] == [
        "1", "2", "3", "6", "9"
    ]  # fmt: skip


DRIVER = """
import sys
from tools.cli import main
from tools.isolation import api
from tools.isolation.rule import Rule
from tools.isolation.source import Source

def crash(check, source):
    raise {error}

RULE = Rule("RF999", "crash", "s", "w", "i", "l", (), (), hooks={{Source: crash}})
api.RULES = (*api.RULES, RULE)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("error", ["ZeroDivisionError('boom')", "MemoryError()", "OSError(5, 'x')"])
@pytest.mark.parametrize("fix", [[], ["--fix"]], ids=["check", "fix"])
def test_a_rule_that_crashes_is_3(error, fix, tree):
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DRIVER.format(error=error)), "check",
         "--root", tree, "--rules", ROOT, "--no-cache", *fix],
        cwd=ROOT, capture_output=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert result.returncode == FAILURE, result.stdout
    assert b"ringfence check: failed, nothing is vouched for: workspace/" in result.stderr
    assert result.stdout == b""


@pytest.mark.parametrize(("fix", "expected"), [([], "False"), (["--fix", "--diff"], "True")])
def test_libcst_is_loaded_for_fixes_only(fix, expected, tree):
    (tree / "workspace/old.py").write_text("from shared.context import Caller\n")
    driver = (
        "import sys; from tools.cli import main; main(sys.argv[1:]);"
        "print('libcst' in sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", driver, "check", "--root", tree, "--rules", ROOT, *fix],
        cwd=ROOT, capture_output=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert result.stderr.decode().splitlines()[-1] == expected


def test_ctrl_c_is_130(tree):
    for number in range(2000):
        (tree / f"workspace/m{number}.py").write_text(HONEST * 20)
    with subprocess.Popen(
        [sys.executable, "-m", "tools", "check", "--root", tree, "--rules", ROOT, "--no-cache"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert output == b""


def test_a_reader_that_goes_away_is_no_crash(tree):
    (tree / "workspace/bad.py").write_text("eval('1')\n" * 3000)
    command = f"'{sys.executable}' -m tools check --root '{tree}' --rules . --no-cache | head -1"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert result.stdout.startswith(b"error[RF201]")
    assert b"Traceback" not in result.stderr
    assert result.returncode == FINDINGS


def test_a_report_that_nobody_gets_is_no_pass(tree):
    command = [sys.executable, "-m", "tools", "check", "--root", tree, "--rules", ROOT]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=SECONDS, check=False
        )
    assert result.returncode != CLEAN
    assert b"No space left" in result.stderr


@pytest.mark.parametrize("output_format", ["text", "json", "github", "sarif"])
def test_an_old_consoles_encoding_is_enough(output_format, tree):
    (tree / "workspace/bad.py").write_text("eval('東京 😀')\n", "utf-8")
    result = judge(
        tree, "--format", output_format, environ={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert result.returncode == FINDINGS, result.stderr
    assert result.stdout.isascii()


# -- the terminal --


def in_terminal(tree, environ):
    """Run with standard output on a pseudo-terminal, and return what it got."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tools", "check", "--root", tree, "--rules", ROOT, "--no-cache"],
        cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, env={**os.environ, **environ},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with open(ours, "rb", buffering=0) as terminal, process:  # noqa: PTH123 - a descriptor
        try:
            while chunk := terminal.read(65536):
                shown += chunk
        except OSError:
            pass  # Linux reports the end of a terminal as EIO.
        process.communicate(timeout=SECONDS)
    assert process.returncode == FINDINGS
    return shown.decode()


def test_colour_is_for_terminals(tree):
    (tree / "workspace/bad.py").write_text("eval('1')\n")
    painted = in_terminal(tree, {"NO_COLOR": "", "TERM": "xterm"})
    assert "\x1b[31m\x1b[1merror[RF201]\x1b[0m" in painted
    for environ in ({"NO_COLOR": "1", "TERM": "xterm"}, {"NO_COLOR": "", "TERM": "dumb"}):
        assert "\x1b[3" not in in_terminal(tree, environ)
    assert b"\x1b" not in judge(tree, environ={"TERM": "xterm"}).stdout


# -- hostile trees --


def _deep(kind):
    return {
        "parentheses": "x = " + "(" * 50_000 + ")" * 50_000,
        "lists": "x = " + "[" * 190 + "]" * 190,
        "unary": "x = " + "-" * 30_000 + "1",
        "attributes": "x = a" + ".b" * 30_000,
        "calls": "x = a" + "()" * 30_000,
        "sums": "x = 1" + " + 1" * 30_000,
        "powers": "x = 1" + "**1" * 5_000,
        "elifs": "if x: pass\n" + "elif x: pass\n" * 5_000,
        "blocks": "".join(" " * depth + "if x:\n" for depth in range(99)) + " " * 99 + "pass",
        "lambdas": "x = " + "lambda: " * 5_000 + "1",
        "comprehensions": "x = " + "[" * 60 + "1" + " for a in b]" * 60,
        "format strings": "x = " + "f'{" * 40 + "1" + "}'" * 40,
        "string annotation": "x: " + repr("list[" * 5_000 + "]" * 5_000),
        "awaits": "async def f():\n    " + "await " * 10_000 + "x",
        "not": "x = " + "not " * 20_000 + "y",
        "decorators": "@a\n" * 20_000 + "def f(): pass",
        "constants": "N = '_'\nM = " + " + ".join(["N"] * 5_000) + "\ngetattr(x, M)",
        "doubling": "a = 'x'\n" + "a = a + a\n" * 200 + "getattr(b, a)",
        "products": "a = '_' * 10**12\ngetattr(b, a)",
        "big number": "x = " + "9" * 5_000,
        "names": "\n".join(f"n{number} = n{number - 1}" for number in range(1, 20_000)),
        "star targets": "(" + "*a, " * 3_000 + ") = b",
    }[kind]


KINDS = (
    "parentheses", "lists", "unary", "attributes", "calls", "sums", "powers", "elifs", "blocks",
    "lambdas", "comprehensions", "format strings", "string annotation", "awaits", "not",
    "decorators", "constants", "doubling", "products", "big number", "names", "star targets",
)  # fmt: skip


def test_deep_and_long_code_ends_in_a_verdict_in_time(tree):
    # The call at the end must be seen, or the file refused: never a pass because of the depth.
    paths = {kind: f"workspace/{kind.replace(' ', '_')}.py" for kind in KINDS}
    for kind, path in paths.items():
        (tree / path).write_text(_deep(kind) + "\neval('1')\n")
    found = findings(tree)
    assert {item["path"] for item in found} == set(paths.values())


@pytest.mark.parametrize("line", ["a = [a]", "f(a); a = b"])
def test_names_with_very_many_meanings_end_in_a_verdict_in_time(line, tree):
    (tree / "workspace/many.py").write_text(f"{line}\n" * 20_000 + "eval('1')\n")
    assert {item["code"] for item in findings(tree)} <= {"RF201", "RF803"}


CONTENTS = {
    "no utf-8": (b"x = '\xff\xfe'\n", "RF802"),
    "utf-16": ("x = 1\n".encode("utf-16"), "RF802"),
    "latin-1": (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "RF802"),
    "nul": (b"x = 1\n\x00\n", "RF80"),
    "nul in a comment": (b"# \x00\nx = 1\n", "RF80"),
    "five megabytes": (b"x = 1\n" * 900_000, "RF801"),
    "forty megabytes": (b"#" * 40_000_000, "RF804"),
    "one long line": (b"x = '" + b"a" * 1_500_000 + b"'\neval('1')\n", "RF201"),
    "carriage returns": (b"x = 1 #\reval('1')\n", "RF201"),
    "form feed": (b"\x0ceval('1')\n", "RF201"),
    "surrogates": (b"x = '\xed\xa0\x80'\n", "RF802"),
    "escape sequences": (b"eval('\x1b[2J\x1b]0;x\x07')\n", "RF"),
    "end of file character": (b"x = 1\n\x1aeval('1')\n", "RF80"),
}


def test_odd_contents_end_in_findings(tree):
    expected = {f"workspace/{name.replace(' ', '_').replace('-', '_')}.py": value
                for name, value in CONTENTS.items()}  # fmt: skip
    for path, (data, _) in expected.items():
        (tree / path).write_bytes(data)
    found = findings(tree)
    for path, (_, code) in expected.items():
        codes = [item["code"] for item in found if item["path"] == path]
        assert any(item.startswith(code) for item in codes), (path, codes)
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", judge(tree).stdout)


NAMES = [
    b"a\nb.py", b"\xff\xfe.py", b"\x1b[2J.py", b" leading.py", b"trailing.py ", b"-rf.py",
    "\u202egpj.py".encode(), "\uff45val.py".encode(), b"a b.py", b"...py", b"con.py",
    b"os.py", b"a:b.py", b"back\\slash.py", b"quote'\".py", "😀.py".encode(), b"%2e%2e.py", b"a.PY",
    b"x.so", b"x.pth", b"x.pyc", b"noextension", b"a.py.exe",
]  # fmt: skip


def _write(tree, *parts):
    """Create a file by the bytes of its name; pathlib takes only text."""
    path = os.path.join(os.fsencode(tree), b"workspace", *parts)  # noqa: PTH118
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(b"x = 1\n")


@pytest.mark.parametrize("output_format", ["text", "json", "github", "sarif"])
def test_odd_names_end_in_findings(output_format, tree):
    for name in NAMES:
        _write(tree, name)
    result = judge(tree, "--format", output_format)
    assert result.returncode == FINDINGS, result.stderr
    assert b"Traceback" not in result.stderr
    shown = result.stdout.decode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", shown)
    if output_format == "json":
        found = json.loads(shown)["findings"]
        assert len({item["path"] for item in found}) == len(NAMES)


def test_odd_directories_end_in_findings(tree):
    names = (b"a.py", b"\xff", b"my-package", b"__pycache__", b"a\nb")
    for name in names:
        _write(tree, name, b"m.py")
    assert len({item["path"] for item in findings(tree)}) == len(names)


def test_deep_directories_end_in_a_verdict(tree):
    here = Path.cwd()
    try:
        os.chdir(tree / "workspace")
        for _ in range(20):
            os.mkdir("d" * 250)  # noqa: PTH102 - the whole path would be too long
            os.chdir("d" * 250)
        Path("bad.py").write_text("eval('1')\n")
    finally:
        os.chdir(here)
    result = judge(tree, "--format", "json")
    assert result.returncode == USAGE, result.stderr
    assert b"cannot be listed (File name too long)" in result.stderr
    assert b"Traceback" not in result.stderr


def test_links_are_findings_and_never_followed(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "bad.py").write_text("eval('SECRET')\n")
    workspace = tree / "workspace"
    (workspace / "loop").symlink_to(".")
    (workspace / "up").symlink_to("..")
    (workspace / "away").symlink_to(outside)
    (workspace / "self.py").symlink_to("self.py")
    (workspace / "gone.py").symlink_to("missing.py")
    (workspace / "file.py").symlink_to(outside / "bad.py")
    (workspace / "device.py").symlink_to("/dev/zero")
    found = findings(tree)
    assert {item["code"] for item in found} == {"RF804"}
    assert {item["path"] for item in found} == {
        f"workspace/{name}"
        for name in ("loop", "up", "away", "self.py", "gone.py", "file.py", "device.py")
    }
    assert b"SECRET" not in judge(tree).stdout


def test_a_link_given_as_a_path_is_judged_as_a_link(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "honest.py"
    outside.write_text(HONEST)
    (tree / "workspace/link.py").symlink_to(outside)
    (tree / "workspace/gone.py").symlink_to("missing.py")
    for name in ("link.py", "gone.py"):
        assert [item["code"] for item in findings(tree, tree / "workspace" / name)] == ["RF804"]


def test_a_workspace_that_is_a_link_is_refused(tree):
    (tree / "workspace").rename(tree / "real")
    (tree / "workspace").symlink_to("real")
    assert [item["path"] for item in findings(tree)] == ["workspace"]


def test_special_files_are_findings_and_do_not_hang(tree):
    os.mkfifo(tree / "workspace/pipe.py")
    os.mkfifo(tree / "workspace/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(tree / "workspace")
        server.bind("socket.py")
        os.chdir(here)
        found = findings(tree)
    assert {(item["path"], item["code"]) for item in found} == {
        (f"workspace/{name}", "RF804") for name in ("pipe.py", "pipe", "socket.py")
    }


def _without_privileges():
    """Make permission bits count for root too."""
    _limit_memory()
    drop = 24  # PR_CAPBSET_DROP; the capabilities are DAC_OVERRIDE and DAC_READ_SEARCH.
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            if libc.prctl(drop, capability, 0, 0, 0):
                os._exit(99)


@pytest.mark.parametrize("what", ["file", "directory"])
def test_what_cannot_be_read_is_never_a_pass(what, tree):
    path = tree / "workspace/secret"
    if what == "directory":
        path.mkdir()
        path.chmod(0)
    else:
        path = path.with_suffix(".py")
        path.write_text(HONEST)
        path.chmod(0)
    try:
        result = judge(tree, preexec=_without_privileges)
    finally:
        path.chmod(0o700)
    assert result.returncode in (FINDINGS, USAGE, FAILURE), result.stdout
    assert b"workspace/secret" in result.stdout + result.stderr
    assert b"Traceback" not in result.stderr


def test_ten_thousand_files_end_in_a_verdict_in_time(tree):
    for number in range(10_000):
        path = tree / f"workspace/p{number % 100}/m{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"import json\n\n\ndef f{number}(x):\n    return json.dumps(x)\n")
    (tree / "workspace/p0/bad.py").write_text("eval('1')\n")
    assert [item["code"] for item in findings(tree)] == ["RF201"]


def test_too_many_files_are_refused(tree):
    for number in range(50_100):
        (tree / f"workspace/f{number}.txt").touch()
    result = judge(tree)
    assert result.returncode == USAGE
    assert b"more than 50,000 files; none was judged" in result.stderr


def test_import_cycles_end_in_a_verdict(tree):
    count = 300
    for number in range(count):
        (tree / f"workspace/c{number}.py").write_text(
            f"from workspace.c{(number + 1) % count} import x\nfrom workspace.c{number} import y\n"
            f"import workspace.c{(number * 7) % count} as z\nz.x.y\n"
        )
    (tree / "workspace/bad.py").write_text("eval('1')\n")
    assert "RF201" in {item["code"] for item in findings(tree)}


def test_a_long_chain_of_imports_is_honest(tree):
    for number in range(60):
        (tree / f"workspace/c{number}.py").write_text(f"from workspace.c{number + 1} import x\n")
    (tree / "workspace/c60.py").write_text("x = 1\n")
    assert judge(tree).returncode == CLEAN
