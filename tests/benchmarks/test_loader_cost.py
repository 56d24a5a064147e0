"""What the seal, the guard and the backstop cost, beside plain importing and the classic ways.

One run, same files, a process of its own for each measurement, interleaved; the best of the rounds
counts, because the machine is shared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.shared import import_restrictor
from engine.shared.seal import read_seal
from tests.benchmarks.bench_loader import write_tree
from tests.conftest import ROOT

VARIANTS = ("plain", "sealed", "compiled", "finder", "global")
# Rounds for 10, 100 and 1,000 modules; the slow ones are measured less often.
ROUNDS = {10: 9, 100: 9, 1000: 5}
SLOW = {"finder": 1, "global": 1}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def measure(variant: str, directory: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_loader", variant]
    run = subprocess.run(
        [*command, str(directory), str(count)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("count", ROUNDS)
def test_importing(tmp_path: Path, count: int) -> None:
    write_tree(tmp_path, count)
    measure("plain", tmp_path, count)  # writes the .pyc files
    best: dict[str, dict[str, float]] = {}
    for number in range(ROUNDS[count]):
        for variant in VARIANTS:
            if count == 1000 and number >= SLOW.get(variant, 99):
                continue
            found = measure(variant, tmp_path, count)
            assert found["extra"] == []
            found["total"] = found["check"] + found["imports"]
            kept = best.setdefault(variant, found)
            best[variant] = {
                key: min(kept[key], found[key]) for key in ("check", "imports", "total")
            }
    plain = best["plain"]["total"]
    _say(f"\n{count} modules, milliseconds (check + imports), and against plain with .pyc:")
    for variant, times in best.items():
        _say(
            f"  {variant:9} {times['check']:8.2f} + {times['imports']:9.2f}"
            f" = {times['total']:9.2f}   {times['total'] / plain:7.2f}x"
        )
    # A wide margin: the aim is 1.05x, and the machine is shared.
    assert best["sealed"]["total"] < plain * 1.3
    assert best["sealed"]["check"] < 50 * 1.5


def test_import_statements(tmp_path: Path) -> None:
    """An import statement inside a function: the module is loaded, only the guard works."""
    write_tree(tmp_path, 1)
    statements = {
        "import json": "import json",
        "from json import dumps": "from json import dumps, loads",
        "from the door": "from engine.sdk import public_attr",
        "relative": "from . import m0",
    }
    import_restrictor.install(tmp_path / "sealed", read_seal(tmp_path / "sealed"), print)
    try:
        import workspace.workflows.m0 as module
    finally:
        import_restrictor.uninstall()
    native = {"__package__": "engine", "__name__": "engine.bench"}
    _say("\nimport statement of a loaded module, microseconds: native, guarded, difference")
    sys.modules["workspace"] = sys.modules["workspace.workflows"] = module
    sys.modules["workspace.workflows.m0"] = module
    module.m0 = module
    try:
        for name, statement in statements.items():
            loops = [compile_loop(statement, space) for space in (native, vars(module))]
            if name == "relative":
                loops[0] = compile_loop("from . import sdk", native)
            plain, guarded = best_of(loops)
            _say(f"  {name:24} {plain:6.3f} {guarded:6.3f} {guarded - plain:+6.3f}")
            # The aim is 0.2; the machine is shared.
            assert guarded - plain < 1.5
    finally:
        import_restrictor.uninstall()


def compile_loop(statement: str, space: dict[str, Any]) -> Callable[[int], None]:
    own = {
        name: space[name] for name in ("__builtins__", "__package__", "__name__") if name in space
    }
    exec(f"def loop(n):\n for _ in range(n):\n  {statement}", own)
    return own["loop"]


def best_of(loops: list[Callable[[int], None]], n: int = 10_000) -> list[float]:
    best = [float("inf")] * len(loops)
    for _ in range(60):
        for position, loop in enumerate(loops):
            started = time.perf_counter()
            loop(n)
            best[position] = min(best[position], (time.perf_counter() - started) / n * 1e6)
    return best


def test_other_imports(tmp_path: Path) -> None:
    """Engine and third-party imports, with a workspace installed and without."""
    write_tree(tmp_path, 1)
    script = """
import importlib, sys, time
from pathlib import Path
from engine.shared import import_restrictor
from engine.shared.seal import read_seal
root = Path(sys.argv[1])
if sys.argv[2] == "armed":
    import_restrictor.install(root, read_seal(root), print)
started = time.perf_counter()
for name in ("azure.data.tables.aio", "xml.dom.minidom", "mailbox", "http.server", "smtplib",
             "unittest.mock", "sqlite3", "csv", "plistlib", "tomllib", "xmlrpc.client",
             "engine.shared.startup"):
    importlib.import_module(name)
print((time.perf_counter() - started) * 1e3)
"""
    best = {"bare": float("inf"), "armed": float("inf")}
    for _ in range(10):
        for how, before in best.items():
            run = subprocess.run(
                [sys.executable, "-c", script, str(tmp_path / "sealed"), how],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
            best[how] = min(before, float(run.stdout))
    ratio = best["armed"] / best["bare"]
    _say(
        f"\nengine and third-party imports: {best['bare']:.1f} ms bare,"
        f" {best['armed']:.1f} ms with a workspace installed, {ratio:.3f}x"
    )
    assert ratio < 1.25
