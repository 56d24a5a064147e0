"""Escapes that are rewritten at random are refused as well."""

from __future__ import annotations

import os
import random
import sys

import pytest

from tests.evasions import fuzz
from tests.evasions.mutate import mutate

# Fixed, so that a red build is red again; set the variable to look elsewhere.
FIRST = int(os.environ.get("RINGFENCE_FUZZ_SEED", "0"))
COUNT = 400


@pytest.fixture(scope="module")
def made() -> list[fuzz.Try]:
    sys.stdout.write(f"seeds {FIRST} to {FIRST + COUNT - 1}\n")
    return list(fuzz.tries(fuzz.all_seeds(), range(FIRST, FIRST + COUNT)))


def test_no_working_mutant_passes(made, tmp_path):
    bugs = fuzz.working(fuzz.passers(made), tmp_path)
    assert not bugs, "\n\n".join(map(fuzz.describe, bugs))


def test_the_mutants_are_worth_something(made, tmp_path):
    """Most of them still work, or the test above would prove nothing."""
    sample = random.Random(FIRST).sample(made, 60)
    assert len(made) > COUNT * 0.9
    assert len(fuzz.working(sample, tmp_path)) > 50


def test_a_seed_makes_the_same_mutant_again():
    files = {"workspace/workflows/case.py": "import sys\nasync def run(c):\n    return sys.argv\n"}
    first, second = (mutate(files, next(iter(files)), 7, 3) for _ in range(2))
    assert first == second
    assert first is not None
    assert first.files != files
