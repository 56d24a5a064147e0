"""`ringfence check` beside the tools that people would use instead, on made-up workspaces.

    python -m tests.benchmarks.bench_check [--sizes 100 1000 10000] [--peers bandit ...]

Peers are installed into `.ringfence/bench`, apart from the project's own environment; one that
cannot be installed is reported as such. What takes less than a second is run several times, in
turns, so that a busy machine slows all of it down alike. Every figure is the median over whole
processes, start-up included, as wall time and as processor time; memory is the sum over all
processes of a run, at its highest, shared pages counted in each. Tools that take seconds for a
hundred files are run once, and not on the biggest workspaces.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.generated import VIOLATIONS, path_of, write_workspace

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".ringfence/bench"
OWN = Path(sys.executable).parent
SIZES = (100, 1_000, 10_000)
FEW, MANY = 100, 1_000
"""The biggest workspaces for tools that take minutes for a thousand files, and for slow ones."""
TIMEOUT = 1_200

BANNED = ("subprocess", "ctypes", "importlib", "os.environ", "engine.shared", "pickle", "marshal")
SEMGREP = """\
rules:
  - id: dynamic
    languages: [python]
    severity: ERROR
    message: dynamic code
    pattern-either:
      - pattern: eval(...)
      - pattern: exec(...)
      - pattern: __import__(...)
      - pattern: getattr($X, $Y)
      - pattern: $X.__class__
      - pattern: os.environ
      - pattern: import subprocess
      - pattern: from engine.shared import $X
"""
CONTRACT = """\
[importlinter]
root_packages =
    workspace
include_external_packages = True
[importlinter:contract:door]
name = door
type = forbidden
source_modules =
    workspace
forbidden_modules =
    subprocess
"""
PYLINT = "eval-used,exec-used,protected-access,wildcard-import,global-statement,deprecated-module"
AST = (
    "import ast,pathlib,sys\n"
    "for p in pathlib.Path(sys.argv[1]).rglob('*.py'): ast.parse(p.read_bytes())"
)
CST = (
    "import libcst,pathlib,sys\n"
    "for p in pathlib.Path(sys.argv[1]).rglob('*.py'): libcst.parse_module(p.read_bytes())"
)


RUFF, RUFF_CACHED = "ruff TID251+S+SLF, no cache", "ruff, cached"
COLD, SAME, CHANGED = "ringfence, cold", "ringfence, nothing changed", "ringfence, one file changed"
SAME_PATH = "ringfence, one path, nothing changed"
CHANGED_PATH = "ringfence, one path, which was changed"
PURE_PYTHON = ("flake8", "bandit", "pylint, 6 checks", "fixit")
ENVIRON = {
    # A user's Python keeps its compiled files, and does not flush after every line.
    name: value for name, value in os.environ.items()
    if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
}  # fmt: skip


@dataclass(frozen=True)
class Tool:
    """A command line; ``prepare`` runs before each round and is not timed.

    Attributes:
        most: the biggest workspace that it is run on.
        package: what has to be installed for it.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[], object] = lambda: None
    most: int = sys.maxsize
    rounds: int = 3
    package: str = ""


@dataclass(frozen=True)
class Figure:
    """One run, or the medians of several: seconds, and MB over all processes (0: not taken)."""

    wall: float
    cpu: float
    memory: float


def main(argv: Sequence[str] | None = None) -> int:
    """Print one table for each size; 1 if a tool failed or our own verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--peers", nargs="*", help="only these of the other tools")
    options = parser.parse_args(argv)
    _say(
        f"Python {platform.python_version()}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}; medians in seconds;"
        " x ruff: multiples of ruff without cache"
    )
    missing = _install(options.peers)
    failed = False
    with tempfile.TemporaryDirectory() as place:
        for size in options.sizes:
            root = Path(place) / f"w{size}"
            total = write_workspace(root, size)
            title = f"{size:,} modules, {total / size / 1000:.1f} kB each"
            tools = [
                tool for tool in _tools(root, Path(place) / f"cache{size}", size)
                if (options.peers is None or not tool.package or tool.package in options.peers)
                and size <= tool.most
            ]  # fmt: skip
            started = time.monotonic()
            failed |= _table(title, tools, root, missing)
            _note(f"{size:,} modules: took {time.monotonic() - started:.0f} s")
            shutil.rmtree(root)
    return int(failed)


def _table(title: str, tools: Sequence[Tool], root: Path, missing: dict[str, str]) -> bool:
    """Run all of the tools, in turns, and print what they took; say whether one failed."""
    runs: dict[str, list[Figure]] = {tool.name: [] for tool in tools}
    problems: dict[str, str] = {
        tool.name: f"not installed: {missing[tool.package]}"
        for tool in tools if tool.package in missing
    }  # fmt: skip
    failed = False
    for number in range(max(tool.rounds for tool in tools)):
        for tool in tools:
            if number < tool.rounds and tool.name not in problems:
                _note(f"{title}: round {number + 1} of {tool.rounds}: {tool.name}")
                try:
                    runs[tool.name].append(_measure(tool, root))
                except ChildProcessError as error:
                    problems[tool.name] = str(error)
                    failed = True
    figures = {name: _median(found) for name, found in runs.items() if name not in problems}
    base = figures.get(RUFF)
    _say(f"\n| {title} | wall | processor | x ruff wall | x ruff processor |")
    _say("|---|---:|---:|---:|---:|")
    for tool in tools:
        if tool.name in problems:
            _say(f"| {tool.name} | {problems[tool.name]} | | | |")
            continue
        figure = figures[tool.name]
        shares = " | "
        if base is not None:
            shares = f"{figure.wall / base.wall:.2f} | {figure.cpu / base.cpu:.2f}"
        _say(f"| {tool.name} | {figure.wall:.3f} | {figure.cpu:.3f} | {shares} |")
    _say_aims(figures)
    return failed


def _say_aims(figures: dict[str, Figure]) -> None:
    """Compare with what the checker is meant to reach."""
    if not {RUFF, RUFF_CACHED, COLD, SAME, CHANGED} <= figures.keys():
        return
    cold = figures[COLD]
    _say("")
    same, cached, changed, ruff = (
        figures[name] for name in (SAME, RUFF_CACHED, CHANGED, RUFF)
    )  # fmt: skip
    for text, wall, cpu, aim in (
        ("nothing changed, against ruff cached", same.wall / cached.wall, same.cpu / cached.cpu, 2),
        ("one file changed, ms", changed.wall * 1000, changed.cpu * 1000, 60),
        ("cold, against ruff without cache", cold.wall / ruff.wall, cold.cpu / ruff.cpu, 20),
    ):
        missed = "" if max(wall, cpu) < aim else ", MISSED"
        _say(f"- {text}: {wall:.1f} wall, {cpu:.1f} processor (aim: under {aim}{missed})")
    missed = "" if cold.memory < 1000 else ", MISSED"
    _say(f"- cold, MB over all processes: {cold.memory:.0f} (aim: under 1000{missed})")
    for peer in PURE_PYTHON:
        if peer in figures:
            wall, cpu = figures[peer].wall / cold.wall, figures[peer].cpu / cold.cpu
            missed = "" if min(wall, cpu) >= 5 else ", MISSED"
            _say(
                f"- {peer}, against ringfence cold: {wall:.1f} wall, {cpu:.1f} processor"
                f" (aim: 5 or more{missed})"
            )


def _median(figures: Sequence[Figure]) -> Figure:
    return Figure(
        statistics.median(figure.wall for figure in figures),
        statistics.median(figure.cpu for figure in figures),
        max(figure.memory for figure in figures),
    )


def _tools(root: Path, cache: Path, size: int) -> list[Tool]:
    where = str(root / "workspace")
    settings = root / "settings"
    settings.mkdir(exist_ok=True)
    (settings / "semgrep.yml").write_text(SEMGREP, "utf-8")
    (settings / "contract.ini").write_text(CONTRACT, "utf-8")
    banned = ",".join(f'"{name}".msg="no"' for name in BANNED)
    ruff = (
        str(OWN / "ruff"), "check", "--isolated", "--quiet", "--select", "TID251,S,SLF",
        "--config", f"lint.flake8-tidy-imports.banned-api={{{banned}}}",
    )  # fmt: skip
    ours = (sys.executable, "-m", "tools", "check", "--root", str(root), "--rules", str(ROOT))
    changed = _Changer(root, cache, size)
    peers = PEERS / "bin"
    python = (sys.executable, "-c")
    many = 9 if size <= MANY else 3
    return [
        Tool(RUFF, (*ruff, "--no-cache", where), rounds=many),
        Tool(RUFF_CACHED, (*ruff, "--cache-dir", str(settings / "ruff"), where),
             rounds=many),
        Tool(COLD, ours, lambda: shutil.rmtree(cache, ignore_errors=True),
             rounds=3 if size <= MANY else 1),
        Tool(SAME, ours, changed.settle, rounds=many),
        Tool(SAME_PATH, (*ours, changed.path), changed.settle, rounds=many),
        Tool(CHANGED, ours, changed.change, rounds=many),
        Tool(CHANGED_PATH, (*ours, changed.path), changed.change, rounds=many),
        Tool("ringfence, cold, one process", (*ours, "--no-cache", "--jobs", "1"),
             most=MANY, rounds=1),
        Tool("ast.parse alone", (*python, AST, where), rounds=2 if size <= MANY else 1),
        Tool("import-linter alone", (str(OWN / "lint-imports"), "--no-cache", "--config",
             str(settings / "contract.ini")), rounds=2 if size <= MANY else 1),
        Tool("libcst.parse_module alone", (*python, CST, where), most=MANY, rounds=1),
        Tool("semgrep", (str(peers / "semgrep"), "scan", "--metrics=off", "--quiet",
             "--disable-version-check", "--no-git-ignore", "--config",
             str(settings / "semgrep.yml"), where), most=MANY, rounds=1, package="semgrep"),
        Tool("flake8", (str(peers / "flake8"), "--isolated", "--max-line-length=200", where),
             most=MANY, rounds=1, package="flake8"),
        Tool("bandit", (str(peers / "bandit"), "-q", "-r", where), most=MANY, rounds=1,
             package="bandit"),
        Tool("pylint, 6 checks", (str(peers / "pylint"), "--jobs=2", "--disable=all",
             f"--enable={PYLINT}", "--recursive=y", where), most=FEW, rounds=1, package="pylint"),
        Tool("fixit", (str(peers / "fixit"), "--quiet", "lint", where), most=FEW, rounds=1,
             package="fixit"),
    ]  # fmt: skip


class _Changer:
    """Puts the workspace into the state that a round needs."""

    def __init__(self, root: Path, cache: Path, size: int) -> None:
        self._root = root
        self._environ = {**ENVIRON, "RINGFENCE_CACHE_DIR": str(cache)}
        self.path = str(root / path_of(size // 2))
        self._number = 0
        self._settled = False

    def settle(self) -> None:
        if not self._settled:
            # Right after a change only the content counts; this is about the time after that.
            self._check()
            time.sleep(2.5)
            self._check()
            self._settled = True

    def change(self) -> None:
        """Add a function to one file."""
        self.settle()
        self._number += 1
        path = Path(self.path)
        text = path.read_text("utf-8").partition("\n\ndef added_")[0]
        more = f"\n\ndef added_{self._number}(items: list[int]) -> int:\n    return sum(items)\n"
        path.write_text(text.rstrip("\n") + "\n" + more, "utf-8")
        self._settled = False

    def _check(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "tools", "check", "--root", self._root, "--rules", ROOT],
            cwd=ROOT, env=self._environ, capture_output=True, check=False,
        )  # fmt: skip


def _measure(tool: Tool, root: Path) -> Figure:
    """Run a tool once."""
    inside = tool.name.startswith("import-linter")
    environ = {
        **ENVIRON,
        "RINGFENCE_CACHE_DIR": str(root.parent / root.name.replace("w", "cache")),
        "PYTHONPATH": str(root) if inside else "",
    }
    tool.prepare()
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            tool.command, cwd=root if inside else ROOT, env=environ, stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        memory = _Memory(process.pid) if tool.name == COLD else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        _verify(tool, process.returncode, output.read())
    highest = memory.highest() if memory is not None else 0.0
    return Figure(wall, usage.ru_utime + usage.ru_stime, highest)


class _Memory:
    """Looks at the resident memory of a process and all below it, ten times a second."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._highest = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self._highest = max(self._highest, _resident(self._pid))

    def highest(self) -> float:
        """Stop, and return the highest sum in MB."""
        self._done.set()
        self._thread.join()
        return self._highest / 1e6


def _resident(pid: int) -> int:
    """Return the resident bytes of a process and its children; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except (OSError, IndexError):
        return 0  # It has ended.
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


def _verify(tool: Tool, code: int, output: bytes) -> None:
    # Pylint's exit code is a set of bits, fixit's 99 means no rule could run.
    if code < 0 or (code > 1 and not tool.name.startswith("pylint")):
        raise ChildProcessError(f"exit code {code}: {output[-200:].decode(errors='replace')!r}")
    if tool.name in (SAME_PATH, CHANGED_PATH):
        if not output.splitlines()[-1].startswith(b"1 file checked"):
            raise ChildProcessError(f"not one file: {output[-200:].decode(errors='replace')!r}")
    elif tool.name.startswith("ringfence"):
        files = {line.split(b":")[0] for line in output.splitlines() if b" --> " in line}
        if len(files) != VIOLATIONS:
            raise ChildProcessError(f"{len(files)} files with findings, not {VIOLATIONS}")


def _install(wanted: Sequence[str] | None) -> dict[str, str]:
    """Install the peers; return those that could not be, with the reason."""
    names = [name for name in ("bandit", "flake8", "pylint", "fixit", "semgrep")
             if wanted is None or name in wanted]  # fmt: skip
    if names and not (PEERS / "bin/python").exists():
        venv.create(PEERS, with_pip=True)
    missing = {}
    for name in names:
        if (PEERS / "bin" / name).exists():
            continue
        _note(f"installing {name}")
        done = subprocess.run(
            [PEERS / "bin/python", "-m", "pip", "install", "--quiet", name],
            capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            missing[name] = lines[-1][:100]
    return missing


def _note(line: str) -> None:
    """Say what is being done, apart from the tables."""
    sys.stderr.write(f"bench_check: {line}\n")
    sys.stderr.flush()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def test_check_beside_its_peers() -> None:
    """Let `make bench` print the table too."""
    assert main(()) == 0


if __name__ == "__main__":
    sys.exit(main())
