"""Rewrites known escapes 20,000 times and proves that none passes the checker.

    python tests/benchmarks/fuzz_escapes.py [COUNT] [FIRST_SEED]

Prints the seeds; ends with 1 when a mutant works and passes.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.evasions import fuzz

SAMPLE = 200
SHOWN = 10


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(count: int = 20_000, first: int = 1_000_000) -> int:
    """Run the fuzzer and print what it found."""
    started = time.perf_counter()
    seeds = fuzz.all_seeds()
    say(f"{len(seeds)} escapes, seeds {first} to {first + count - 1}")
    made = list(fuzz.tries(seeds, range(first, first + count)))
    passed = fuzz.passers(made)
    say(f"{len(made)} mutants judged in {time.perf_counter() - started:.0f} s")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        sample = random.Random(first).sample(made, min(SAMPLE, len(made)))
        alive = len(fuzz.working(sample, Path(one)))
        bugs = fuzz.working(passed, Path(two))
    say(f"{alive} of a sample of {len(sample)} still work unguarded")
    say(f"{len(passed)} mutants pass the checker, {len(bugs)} of them work")
    for name, times in Counter(bug.case.name for bug in bugs).most_common():
        say(f"  {times:5} {name}")
    for bug in sorted(bugs, key=lambda bug: len(bug.mutant.steps))[:SHOWN]:
        say("\n" + fuzz.describe(bug))
    say(f"{time.perf_counter() - started:.0f} s")
    return 1 if bugs else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:3])))
