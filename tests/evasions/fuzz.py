"""Makes mutants of the corpus, asks the checker about each and proves those that pass."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.evasions.corpus import Case, load
from tests.evasions.judging import errors
from tests.evasions.mutate import Mutant, mutate

PROVE = Path(__file__).with_name("prove.py")
# What these reach is not in the syntax tree that the steps rewrite, or ends the proof's process.
_LEFT_OUT = frozenset({"encoding", "hygiene", "processes"})
MAX_STEPS = 5


@dataclass(frozen=True)
class Try:
    """A mutant with the case it comes from; the number makes it again."""

    seed: int
    case: Case
    mutant: Mutant


def proven(case: Case, result: dict[str, list[str]] | None) -> bool:
    """Say whether a run reached what the case claims."""
    if result is None:
        return False
    kind, _, what = case.reaches.partition(" ")
    if kind == "change":
        return any(what in key for key in result["changed"])
    return kind in result["reached"]


def run_proofs(directory: Path, *arguments: str) -> dict[str, dict[str, list[str]]]:
    """Run cases on unguarded Python; return name -> what happened."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(PROVE), *arguments, str(directory)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return {result["name"]: result for result in results}


def seeds_of(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that are worth rewriting: plain Python that the checker refuses."""
    return [
        case
        for case in cases
        if case.main
        and case.channel not in _LEFT_OUT
        and all(isinstance(content, bytes) for content in case.files.values())
        and errors(case.files)
    ]


def tries(cases: list[Case], numbers: Iterable[int]) -> Iterator[Try]:
    """Make one mutant for each number, where that works."""
    for number in numbers:
        rng = random.Random(number)
        case = rng.choice(cases)
        files = {path: bytes(content).decode() for path, content in case.files.items()}  # type: ignore[arg-type]
        mutant = mutate(files, case.main, number, rng.randint(1, MAX_STEPS))
        if mutant is not None:
            yield Try(number, case, mutant)


def passers(made: Iterable[Try]) -> list[Try]:
    """Return the mutants that the checker does not refuse."""
    return [one for one in made if not errors(one.mutant.files)]


def working(made: list[Try], directory: Path) -> list[Try]:
    """Return the mutants that still do on unguarded Python what their case does."""
    if not made:
        return []
    folder = directory / "cases" / "fuzz"
    folder.mkdir(parents=True)
    for one in made:
        (folder / f"{one.seed:07d}_mutant.py").write_text(_text(one), "utf-8")
    results = run_proofs(directory / "out", "--cases", str(directory / "cases"))
    return [one for one in made if proven(one.case, results.get(f"{one.seed:07d}_mutant"))]


def describe(one: Try) -> str:
    """Show a mutant with all that makes it again."""
    steps = ", ".join(one.mutant.steps)
    parts = [f"seed {one.seed}, case {one.case.name} ({one.case.reaches}), steps: {steps}"]
    parts += [f"# {path}\n{text}" for path, text in one.mutant.files.items()]
    return "\n".join(parts)


def all_seeds() -> list[Case]:
    """Return the seeds of the whole corpus."""
    return seeds_of(load())


def _text(one: Try) -> str:
    case = one.case
    head = ["channel = fuzz", f"reaches = {case.reaches}", "layer = check", "note = made"]
    lines = [f"#: {line}\n" for line in (*head, f"at = {case.main}")]
    lines.append("\n" + one.mutant.files[case.main])
    for path, text in one.mutant.files.items():
        if path != case.main:
            lines.append(f"\n#: file = {path}\n{text}")
    return "".join(lines)
