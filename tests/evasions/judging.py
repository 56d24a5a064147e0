"""Asks the checker about a workspace in memory, by the repository's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from engine.shared.seal import Entry
from tests.evasions.corpus import Link
from tools.isolation.catalogue import load_catalogue
from tools.isolation.finding import Finding, Severity
from tools.isolation.policy import load_policy
from tools.isolation.registry import RULES, known_rules
from tools.isolation.runner import ExportTable, Judge
from tools.isolation.source import Source

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def _judge() -> Judge:
    return Judge(RULES, load_policy(ROOT, known_rules()), load_catalogue())


def errors(files: Mapping[str, bytes | str | Link]) -> list[Finding]:
    """Return the findings that block, over all files of a workspace."""
    sources = {
        path: Source(path, content.encode() if isinstance(content, str) else content)
        for path, content in files.items()
        if not isinstance(content, Link)
    }
    exports = ExportTable(sources, sources.__getitem__, load_catalogue())
    found: list[Finding] = []
    for path in files:
        kind = "symlink" if path not in sources else "file"
        entry = _judge().entry(Entry(path, kind))
        found += entry
        if not entry and kind == "file" and path.endswith(".py"):
            found += _judge().source(sources[path], exports)
    return [finding for finding in found if finding.severity is Severity.ERROR]
