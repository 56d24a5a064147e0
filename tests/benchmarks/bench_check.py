"""`ringfence check` beside the tools that people would use instead, on made-up workspaces.

    python -m tests.benchmarks.bench_check [--sizes 100 1000 10000] [--peers ruff bandit ...]

Peers are installed into `.ringfence/bench`, apart from the project's own environment; one that
cannot be installed is reported as such. Every figure is the best of several processes, start-up
included, as wall time and as processor time: on a busy machine only the second says much.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
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
SLOW_LIMIT = 1_000
"""Tools that take seconds for a hundred files are not asked about more than this."""
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


@dataclass(frozen=True)
class Tool:
    """A command line; ``prepare`` runs before each round and is not timed."""

    name: str
    command: tuple[str, ...]
    prepare: Callable[[], object] = lambda: None
    slow: bool = False
    rounds: int = 3
    package: str = ""


@dataclass(frozen=True)
class Figure:
    """The best of some runs, in seconds, and the memory of the biggest process in MB."""

    wall: float
    cpu: float
    memory: float


def main(argv: Sequence[str] | None = None) -> int:
    """Print one table; 1 if a tool failed or our own verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--peers", nargs="*", help="only these of the other tools")
    options = parser.parse_args(argv)
    _say(
        f"Python {platform.python_version()}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}; seconds wall / processor, x wall of ruff without cache"
    )
    missing = _install(options.peers)
    failed = False
    with tempfile.TemporaryDirectory() as place:
        for size in options.sizes:
            root = Path(place) / f"w{size}"
            total = write_workspace(root, size)
            _say(f"\n| {size:,} modules, {total / size / 1000:.1f} kB each | wall | cpu | x ruff |")
            _say("|---|---:|---:|---:|")
            failed |= _table(root, size, Path(place), options.peers, missing)
            shutil.rmtree(root)
    return int(failed)


def _table(
    root: Path, size: int, place: Path, wanted: Sequence[str] | None, missing: dict[str, str]
) -> bool:
    base: Figure | None = None
    failed = False
    for tool in _tools(root, place / f"cache{size}", size):
        if wanted is not None and tool.package and tool.package not in wanted:
            continue
        if tool.package in missing:
            _say(f"| {tool.name} | not installed: {missing[tool.package]} | | |")
            continue
        if tool.slow and size > SLOW_LIMIT:
            continue
        try:
            figure = _measure(tool, root)
        except ChildProcessError as error:
            _say(f"| {tool.name} | {error} | | |")
            failed = True
            continue
        base = base or figure
        times = f"{figure.wall:.3f} | {figure.cpu:.3f} | {figure.wall / base.wall:.2f}"
        _say(f"| {tool.name} | {times} |")
    return failed


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
    return [
        Tool("ruff TID251+S+SLF, no cache", (*ruff, "--no-cache", where), rounds=5),
        Tool("ruff, cached", (*ruff, "--cache-dir", str(settings / "ruff"), where), rounds=7),
        Tool("ringfence, cold", ours, lambda: shutil.rmtree(cache, ignore_errors=True), rounds=2),
        Tool("ringfence, nothing changed", ours, changed.settle, rounds=7),
        Tool("ringfence, one file changed", ours, changed.change, rounds=5),
        Tool("ringfence, cold, one process", (*ours, "--no-cache", "--jobs", "1"), rounds=1),
        Tool("ast.parse alone", (*python, AST, where), rounds=2),
        Tool("import-linter alone", (str(OWN / "lint-imports"), "--no-cache", "--config",
             str(settings / "contract.ini")), rounds=2),
        Tool("libcst.parse_module alone", (*python, CST, where), slow=True, rounds=1),
        Tool("semgrep", (str(peers / "semgrep"), "scan", "--metrics=off", "--quiet",
             "--disable-version-check", "--no-git-ignore", "--config",
             str(settings / "semgrep.yml"), where), slow=True, rounds=1, package="semgrep"),
        Tool("flake8", (str(peers / "flake8"), "--isolated", "--max-line-length=200", where),
             slow=True, rounds=1, package="flake8"),
        Tool("bandit", (str(peers / "bandit"), "-q", "-r", where), slow=True, rounds=1,
             package="bandit"),
        Tool("pylint, 6 checks", (str(peers / "pylint"), "--jobs=2", "--disable=all",
             f"--enable={PYLINT}", "--recursive=y", where), slow=True, rounds=1, package="pylint"),
        Tool("fixit", (str(peers / "fixit"), "--quiet", "lint", where), slow=True, rounds=1,
             package="fixit"),
    ]  # fmt: skip


class _Changer:
    """Puts the workspace into the state that a round needs."""

    def __init__(self, root: Path, cache: Path, size: int) -> None:
        self._root = root
        self._environ = {**os.environ, "RINGFENCE_CACHE_DIR": str(cache)}
        self._size = size
        self._number = 0
        self._settled = False

    def settle(self) -> None:
        if not self._settled:
            # Right after a change only the content counts; this is about the time after that.
            time.sleep(2.5)
            self._check()
            self._check()
            self._settled = True

    def change(self) -> None:
        self._number += 1
        path = self._root / path_of(self._size // 2)
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
    figures = []
    inside = tool.name.startswith("import-linter")
    environ = {
        **os.environ,
        "RINGFENCE_CACHE_DIR": str(root.parent / root.name.replace("w", "cache")),
        "PYTHONPATH": str(root) if inside else "",
    }
    for _ in range(tool.rounds):
        tool.prepare()
        with tempfile.TemporaryFile() as output:
            started = time.perf_counter()
            process = subprocess.Popen(
                tool.command, cwd=root if inside else ROOT, env=environ, stdout=output,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            _verify(tool, process.returncode, output.read())
        figures.append(Figure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return Figure(
        min(figure.wall for figure in figures),
        min(figure.cpu for figure in figures),
        max(figure.memory for figure in figures),
    )


def _verify(tool: Tool, code: int, output: bytes) -> None:
    # Pylint's exit code is a set of bits, fixit's 99 means no rule could run.
    if code < 0 or (code > 1 and not tool.name.startswith("pylint")):
        raise ChildProcessError(f"exit code {code}: {output[-200:].decode(errors='replace')!r}")
    if tool.name.startswith("ringfence"):
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
        done = subprocess.run(
            [PEERS / "bin/python", "-m", "pip", "install", "--quiet", name],
            capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            missing[name] = lines[-1][:100]
    return missing


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def test_check_beside_its_peers() -> None:
    """Let `make bench` print the table too."""
    assert main(()) == 0


if __name__ == "__main__":
    sys.exit(main())
