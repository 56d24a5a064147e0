"""Times one way of importing a workspace, in a process of its own; see `test_loader_cost`.

    python -m tests.benchmarks.bench_loader VARIANT DIRECTORY COUNT

prints one JSON object: milliseconds of the imports and of what precedes them, the processor's
milliseconds for both, which other processes disturb less, and how many modules were imported before
the time was over.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from engine.shared import import_restrictor
from engine.shared.seal import (
    SEAL_PATH,
    Denied,
    Seal,
    code_tag,
    compile_module,
    digest,
    dump_pack,
    dump_seal,
    pack_path,
    read_seal,
    sign,
)

KEY = b"k" * 32
# The slowest of the classic ways takes minutes for a thousand modules.
LIMIT_SECONDS = 240.0

# About the size and the import habits of a real workflow module.
MODULE = '''"""Workflow {n}: moves records between two systems and reports what it did."""

from __future__ import annotations

import asyncio
import json
import logging
import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.sdk import WorkflowException, public_attr
{sibling}

LIMIT = {n}
NAMES = ("first", "second", "third", "fourth-{n}")


@dataclass
class Record{n}:
    """One record of system {n}."""

    key: str
    value: int = {n}

    def as_json(self) -> str:
        return json.dumps({{"key": self.key, "value": self.value}})


def convert_{n}(items: Mapping[str, int]) -> list[Record{n}]:
    """Convert what the source sends."""
    found = []
    for key, value in sorted(items.items()):
        if value < 0:
            raise WorkflowException("Negative", f"{{key}} is negative", {{"value": value}})
        found.append(Record{n}(key=key.strip().lower(), value=value * LIMIT))
    return found


async def run_{n}(context, first: str, second: int = 3) -> dict[str, object]:
    """Do the work, step by step."""
    await asyncio.sleep(0)
    started = datetime.now()
    results = convert_{n}({{first: second, os.path.join("a", first): second + 1}})
    for number, record in enumerate(results):
        logging.debug("record %s of %s: %s", number, len(results), record.as_json())
        if started + timedelta(seconds=30) < datetime.now():
            break
    labels = {{name: public_attr(record, "key") for name, record in zip(NAMES, results)}}
    return {{"count": len(results), "labels": labels, "limit": LIMIT}}
'''


def write_tree(root: Path, count: int) -> None:
    """Write `count` modules three times: plain, sealed, and sealed without a code cache."""
    for name in ("plain", "sealed", "compiled"):
        folder = root / name / "workspace/workflows"
        folder.mkdir(parents=True)
        for n in range(count):
            sibling = f"from workspace.workflows.m{n - 1} import LIMIT as BEFORE" if n % 5 else ""
            (folder / f"m{n}.py").write_text(MODULE.format(n=n, sibling=sibling))
    seal_tree(root / "sealed", packed=True)
    seal_tree(root / "compiled", packed=False)


def seal_tree(root: Path, *, packed: bool) -> None:
    """Write the signed seal of the unchecked workspace under `root`, with the policy of here."""
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "workspace").rglob("*.py")
    }
    code = {}
    if packed:
        pack = dump_pack({digest(data): compile_module(data, p) for p, data in files.items()})
        (root / pack_path(code_tag())).parent.mkdir(parents=True)
        (root / pack_path(code_tag())).write_bytes(pack)
        code = {code_tag(): digest(pack)}
    hashes = {path: digest(data) for path, data in files.items()}
    # Here, since the measured processes are not to have the checker loaded.
    from tools.isolation.catalogue import load_catalogue
    from tools.isolation.policy import load_policy
    from tools.isolation.registry import known_rules

    policy = load_policy(Path(__file__).parents[2], known_rules())
    denied = Denied(load_catalogue().denied_names(policy.packages))
    seal = Seal("bench", policy.door, policy.packages, denied, hashes, code)
    (root / SEAL_PATH).parent.mkdir(exist_ok=True)
    (root / SEAL_PATH).write_bytes(dump_seal(seal, sign(seal, KEY)))


def from_workspace() -> bool:
    """The classic question: is a workspace file on the stack?"""
    return any("/workspace/" in frame.filename for frame in inspect.stack())


class StackFinder(MetaPathFinder):
    """The classic meta-path finder: asks the stack about each module that is not loaded yet."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if from_workspace() and name.startswith("engine.shared.storage"):
            raise ImportError(name)


def global_import() -> Callable[..., Any]:
    """The classic global `__import__`: asks the stack about each import statement."""
    native = builtins.__import__

    def guarded(name: str, *arguments: Any, **options: Any) -> Any:
        if from_workspace() and name.startswith("engine.shared.storage"):
            raise ImportError(name)
        return native(name, *arguments, **options)

    return guarded


def main() -> None:
    """Import all modules the way that was asked for, and print the times."""
    variant, directory, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    for name in ("asyncio", "datetime", "engine.sdk"):
        importlib.import_module(name)
    before = set(sys.modules)
    # When the collector runs depends on what was made before: here that is the same for all.
    gc.collect()
    started, busy = time.perf_counter(), time.process_time()
    if variant in ("sealed", "compiled"):
        root = directory / variant
        import_restrictor.install(root, read_seal(root, KEY), print)
    else:
        sys.path.insert(0, str(directory / "plain"))
        if variant == "finder":
            sys.meta_path.insert(0, StackFinder())
        elif variant == "global":
            builtins.__import__ = global_import()  # type: ignore[assignment]
    installed = time.perf_counter()
    number = 0
    while number < count and time.perf_counter() - started < LIMIT_SECONDS:
        importlib.import_module(f"workspace.workflows.m{number}")
        number += 1
    done, busy = time.perf_counter(), time.process_time() - busy
    extra = sorted(n for n in set(sys.modules) - before if not n.startswith("workspace"))
    result = {
        "check": (installed - started) * 1e3,
        "imports": (done - installed) * 1e3,
        "cpu": busy * 1e3,
        "modules": number,
    }
    sys.stdout.write(json.dumps({**result, "extra": extra}))


if __name__ == "__main__":
    main()
