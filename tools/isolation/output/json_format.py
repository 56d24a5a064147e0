"""The machine-readable format: findings and a summary in one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tools.isolation.finding import Finding
from tools.isolation.output.text import encodable
from tools.isolation.report import Report


def render(report: Report, _environ: Mapping[str, str]) -> str:
    """Render one JSON document."""
    document = {
        "findings": [_finding(finding) for finding in report.findings],
        "summary": {
            "files": report.files,
            "findings": len(report.findings),
            "cached": report.cached,
            "elapsedMs": round(report.elapsed_ms, 1),
            "rulesetFingerprint": report.fingerprint,
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "path": encodable(finding.path),
        "line": finding.span.line,
        "column": finding.span.column,
        "endLine": finding.span.end_line,
        "endColumn": finding.span.end_column,
        "message": encodable(finding.message),
        "help": encodable(finding.help),
        "fixable": finding.fixable,
    }
