"""Honest automation code close to every rule passes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.evasions import judging

TREE = Path(__file__).resolve().parents[2] / "benign"
FILES = {
    path.relative_to(TREE).as_posix(): path.read_bytes() for path in sorted(TREE.rglob("*.py"))
}


@cache
def refused() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in judging.errors(FILES):
        text = f"{finding.span.line}: {finding.code} {finding.message}"
        found.setdefault(finding.path, []).append(text)
    return found


@pytest.mark.parametrize("path", FILES)
def test_an_honest_file_passes(path):
    assert refused().get(path, []) == []


def test_the_corpus_is_large_enough():
    lines = [content.count(b"\n") for content in FILES.values()]
    assert len(FILES) >= 220
    assert sum(30 <= count <= 90 for count in lines) >= 40
