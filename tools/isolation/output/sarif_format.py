"""SARIF 2.1.0, which code scanning services and editors read (OASIS standard, errata 01)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from tools.isolation.finding import Finding, Severity, Span
from tools.isolation.output.text import encodable
from tools.isolation.registry import RULES
from tools.isolation.report import Report
from tools.isolation.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
FINGERPRINT = "ringfence/v1"


def render(report: Report, _environ: Mapping[str, str]) -> str:
    """Render one SARIF log with one run."""
    indexes = {rule.code: number for number, rule in enumerate(RULES)}
    seen: Counter[tuple[str, str, str]] = Counter()
    results = []
    for finding in report.findings:
        key = (finding.code, finding.path, finding.message)
        results.append(_result(finding, indexes.get(finding.code), seen[key]))
        seen[key] += 1
    run = {
        "tool": {"driver": _driver()},
        # A run that fails writes no report at all, so whoever reads this log reads a whole one.
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The tree that was judged."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "properties": {"rulesetFingerprint": report.fingerprint, "files": report.files},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver() -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "Ringfence", "rules": [_rule(rule) for rule in RULES]}
    try:
        driver["version"] = version("ringfence")
    except PackageNotFoundError:
        # Run from a checkout that is not installed: the fingerprint still names the rule set.
        driver["version"] = "0+unknown"
    return driver


def _rule(rule: Rule) -> dict[str, Any]:
    parts = [
        f"**Why:** {rule.why}",
        f"**Instead:** {rule.instead}",
        f"**What it cannot see:** {rule.limits}",
        f"`ringfence explain {rule.code}` shows examples.",
    ]
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _braced(rule.summary)},
        "fullDescription": {"text": _braced(rule.why)},
        "help": {
            "text": _braced(f"{rule.why}\n\nInstead: {rule.instead}\n\nLimits: {rule.limits}"),
            "markdown": _braced("\n\n".join(parts)),
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["security", "isolation"],
            # Errors are certain and block; warnings are the doubtful cases.
            "precision": "very-high" if rule.severity is Severity.ERROR else "medium",
            "problem.severity": rule.severity.value,
        },
    }


def _result(finding: Finding, index: int | None, repetition: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": _braced(encodable(f"{finding.message}\nhelp: {finding.help}"))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": ROOT},
                    "region": _region(finding.span),
                }
            }
        ],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, repetition)},
        "properties": {"fixable": finding.fixable},
    }
    if index is not None:
        result["ruleIndex"] = index
    return result


def _region(span: Span) -> dict[str, int]:
    """Return the region; an empty span means the line as a whole."""
    if (span.end_line, span.end_column) <= (span.line, span.column):
        return {"startLine": span.line}
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _uri(path: str) -> str:
    # Undecodable bytes are kept as they are on disk: each becomes its own percent code.
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _fingerprint(finding: Finding, repetition: int) -> str:
    """Name the finding without its line, so that code which moves stays the same alert."""
    parts = (finding.code, finding.path, finding.message, str(repetition))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _braced(text: str) -> str:
    # SARIF 2.1.0, 3.11.5: single braces would be placeholders.
    return text.replace("{", "{{").replace("}", "}}")
