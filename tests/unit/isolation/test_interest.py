"""Leaving out what no rule asks about changes no finding: the promise of `interest`."""

from __future__ import annotations

import pytest

from tests.evasions import corpus
from tests.unit.isolation.conftest import judge_files
from tests.unit.isolation.test_benign import FILES
from tools.isolation import visitor
from tools.isolation.registry import RULES


def _evasions():
    for case in corpus.load():
        files = {p: c for p, c in case.files.items() if not isinstance(c, corpus.Link)}
        if files:
            yield files


SETS = {
    "examples": lambda: [
        {**example.beside, example.path: example.source}
        for rule in RULES
        for example in (*rule.valid, *rule.invalid)
    ],
    "evasions": lambda: [*_evasions()],
    "benign": lambda: [FILES],
}


@pytest.mark.parametrize("name", SETS)
def test_findings_are_the_same_without_the_short_cuts(name, monkeypatch):
    sets = SETS[name]()
    with_cuts = [judge_files(files) for files in sets]
    monkeypatch.setattr(visitor, "is_watched", lambda attr: True)
    monkeypatch.setattr(visitor, "is_dull", lambda node: False)
    monkeypatch.setattr(visitor, "DULL_BUILTINS", frozenset())
    for files, expected in zip(sets, with_cuts, strict=True):
        assert judge_files(files) == expected
    assert name == "benign" or any(with_cuts)
