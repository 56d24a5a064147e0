"""GitHub workflow commands, and the job summary that has every finding.

GitHub shows ten annotations of each level a step, so the summary is where nothing gets lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.shared.seal import printable
from tools.isolation.finding import Finding, Severity
from tools.isolation.output.text import visible
from tools.isolation.report import Report

# Workflow commands end at a line break; property values also end at commas and colons.
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
# GitHub refuses a step summary above 1 MiB.
MAX_SUMMARY = 900_000


def render(report: Report, environ: Mapping[str, str]) -> str:
    """Render annotations; append the summary to ``GITHUB_STEP_SUMMARY`` where it is set."""
    if target := environ.get("GITHUB_STEP_SUMMARY"):
        with Path(target).open("a", encoding="utf-8") as stream:
            stream.write(summary(report))
    lines = [_annotation(finding) for finding in report.findings]
    lines.append(f"{report.files} files, {report.errors} errors, {report.warnings} warnings")
    return "\n".join(lines) + "\n"


def summary(report: Report) -> str:
    """Render the Markdown summary of all findings."""
    if not report.findings:
        return f"### Ringfence\n\n{report.files} files checked: clean.\n"
    rows = [
        "### Ringfence",
        "",
        f"{report.files} files checked: {report.errors} errors, {report.warnings} warnings.",
        "",
        "| where | rule | what | instead |",
        "| --- | --- | --- | --- |",
    ]
    size = 0
    for number, finding in enumerate(report.findings):
        row = (
            f"| `{_cell(finding.path)}:{finding.span.line}` | {finding.code} {finding.name}"
            f" | {_cell(finding.message)} | {_cell(finding.help)} |"
        )
        size += len(row.encode("utf-8"))
        if size > MAX_SUMMARY:
            rows.append(f"\n{len(report.findings) - number} more: see the step's log.")
            break
        rows.append(row)
    return "\n".join(rows) + "\n"


def _annotation(finding: Finding) -> str:
    level = "error" if finding.severity is Severity.ERROR else "warning"
    properties = {
        "file": printable(finding.path),
        "line": str(finding.span.line),
        "col": str(finding.span.column),
        "endLine": str(finding.span.end_line),
        "endColumn": str(finding.span.end_column),
        "title": f"{finding.code} {finding.name}",
    }
    joined = ",".join(f"{key}={_escape(value, _PROPERTY)}" for key, value in properties.items())
    text = f"{finding.message}\nhelp: {finding.help}"
    return f"::{level} {joined}::{_escape(text, _DATA)}"


def _escape(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in printable(text))


def _cell(text: str) -> str:
    safe = visible(printable(text)).replace("\\", "\\\\").replace("|", "\\|")
    return safe.replace("<", "&lt;").replace("\n", " ")
