"""The platform's time budgets, measured on the real thing and printed.

Start-up verification of a sealed workspace: 50 ms. Seeding an emulator: 5 s.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from engine.shared import import_restrictor
from engine.shared.seal import read_seal
from tests.integration.platform.harness import copy_checkout
from tools.seal import seal_workspace
from tools.seed_azurite import seed

ROUNDS = 20


def test_startup_verification(tmp_path: Path) -> None:
    root = copy_checkout(tmp_path)
    seal_workspace(root)
    spent = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        import_restrictor.install(root, read_seal(root), print)
        spent.append((time.perf_counter() - started) * 1000)
        import_restrictor.uninstall()
    print(f"\nverify a sealed workspace: median {statistics.median(spent):.2f} ms")  # noqa: T201
    assert statistics.median(spent) < 50


def test_seeding(storage: str) -> None:
    first, second = seed(storage), seed(storage)
    print(f"\nseed: {first.seconds:.2f} s, again {second.seconds:.2f} s")  # noqa: T201
    assert first.seconds < 5
