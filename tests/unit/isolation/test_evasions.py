"""Every escape of the corpus works on unguarded Python, and the checker refuses it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.evasions import corpus, fuzz, judging

CASES = corpus.load()
RUNNABLE = [case for case in CASES if case.reaches != "shape"]

HONEST = """\
#: channel = control
#: reaches = change engine
#: layer = check
#: note = an honest workflow

import json
import logging

import httpx
import requests
import yaml
from pydantic import BaseModel

logger = logging.getLogger(__name__)


class Row(BaseModel):
    name: str


async def run(context):
    logger.info("start %s", context.org_id)
    context.log("info", "x", {"a": 1})
    context.set_variable("a", 1)
    context.cache.set("a", json.dumps({"b": 2}))
    with requests.Session() as session:
        session.headers["x"] = "y"
    async with httpx.AsyncClient():
        return yaml.safe_load("a: 1"), Row(name="x").model_dump()
"""


FACTS = "#: channel = x\n#: reaches = leak\n#: layer = check\n#: note = n\n"


@pytest.fixture(scope="session")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    return fuzz.run_proofs(tmp_path_factory.mktemp("proofs"))


def _runnable(case: corpus.Case) -> object:
    # Strict: where a case is said not to work, it must not.
    reason = f"works on Python {case.works} only: {case.because}"
    marks = () if case.works_here else (pytest.mark.xfail(reason=reason, strict=True),)
    return pytest.param(case, marks=marks, id=case.name)


@pytest.mark.parametrize("case", [_runnable(case) for case in RUNNABLE])
def test_the_escape_works_without_the_checker(case, proofs):
    result = proofs.get(case.name)
    assert result is not None, "the proof gave no answer"
    assert fuzz.proven(case, result), result


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_checker_refuses_the_escape(case):
    assert judging.errors(case.files), case.note


def test_the_corpus_covers_every_channel():
    sizes = Counter(case.channel for case in CASES)
    assert sum(sizes.values()) >= 250
    assert len(sizes) >= 15
    assert min(sizes.values()) >= 5, sizes


def test_an_honest_workflow_reaches_nothing(tmp_path: Path):
    folder = tmp_path / "cases" / "control"
    folder.mkdir(parents=True)
    (folder / "1_honest.py").write_text(HONEST, "utf-8")
    (case,) = corpus.load(tmp_path / "cases")

    result = fuzz.run_proofs(tmp_path / "out", "--cases", str(tmp_path / "cases"))[case.name]

    assert not result["error"]
    assert result["reached"] == []
    assert result["changed"] == []
    assert judging.errors(case.files) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#: channel = x\n", "is missing"),
        ("#: channel = x\n#: colour = red\n", "not known"),
        ("#: channel = x\n#: reaches = moon\n#: layer = check\n#: note = n\n", "not known"),
        ("#: channel = y\n#: reaches = leak\n#: layer = check\n#: note = n\n", "lies in"),
        (f"{FACTS}#: works = below 3.13\n", "with a `because`"),
        (f"{FACTS}#: because = it is gone\n", "with a `because`"),
        (f"{FACTS}#: works = sometimes\n#: because = it is gone\n", "`works` is"),
    ],
)
def test_a_malformed_case_is_refused(tmp_path: Path, text: str, problem: str):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "1_case.py").write_text(text, "utf-8")

    with pytest.raises(corpus.CorpusError, match=problem):
        corpus.load(tmp_path)


def test_two_cases_with_one_number_are_refused(tmp_path: Path):
    (tmp_path / "control").mkdir()
    for name in ("1_a.py", "1_b.py"):
        (tmp_path / "control" / name).write_text(HONEST, "utf-8")

    with pytest.raises(corpus.CorpusError, match="same number"):
        corpus.load(tmp_path)


@pytest.mark.parametrize(
    ("works", "here"), [("below 3.99", True), ("from 3.11", True), ("from 3.99", False)]
)
def test_a_road_that_only_some_versions_have(tmp_path: Path, works: str, *, here: bool):
    (tmp_path / "x").mkdir()
    text = f"{FACTS}#: works = {works}\n#: because = it came late\n\nx = 1\n"
    (tmp_path / "x" / "1_case.py").write_text(text, "utf-8")

    (case,) = corpus.load(tmp_path)

    assert case.works_here is here
    assert case.files == {corpus.MAIN: b"x = 1\n"}
