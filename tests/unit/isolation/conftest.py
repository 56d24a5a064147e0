"""Judging snippets without a disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from engine.shared.seal import Entry
from tools.isolation.catalogue import load_catalogue
from tools.isolation.exports import ExportTable
from tools.isolation.finding import Finding
from tools.isolation.policy import Policy
from tools.isolation.registry import RULES
from tools.isolation.rule import Example
from tools.isolation.runner import Judge
from tools.isolation.source import Source

POLICY = Policy(
    door={
        "engine.sdk": frozenset(
            {"OrganizationContext", "WorkflowException", "param", "public_attr", "workflow"}
        )
    },
    packages=frozenset({"httpx", "pydantic", "requests", "yaml"}),
)


def judge_files(files: Mapping[str, str | bytes], policy: Policy = POLICY) -> list[Finding]:
    """Judge a whole workspace given as path -> text."""
    data = {p: t.encode() if isinstance(t, str) else t for p, t in files.items()}
    sources = {path: Source(path, content) for path, content in data.items()}
    judge = Judge(RULES, policy, load_catalogue())
    exports = ExportTable(data, sources.__getitem__, load_catalogue())
    findings: list[Finding] = []
    for path, source in sources.items():
        found = judge.entry(Entry(path, "file"))
        findings += found or judge.source(source, exports)
    return findings


@pytest.fixture
def judge_snippet() -> Callable[[str | Example], list[Finding]]:
    def judge(snippet: str | Example) -> list[Finding]:
        example = Example(snippet) if isinstance(snippet, str) else snippet
        return judge_files({**example.beside, example.path: example.source})

    return judge


@pytest.fixture(autouse=True)
def _no_shared_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> None:
    """Keep tests away from the cache of whoever runs them."""
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))
