"""GitHub workflow commands, and the job summary that has every finding.

GitHub shows ten annotations of each level a step, so the summary is where nothing gets lost.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path

from tools.isolation.finding import Finding, Severity
from tools.isolation.output.text import encodable, visible
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
            # Earlier commands of the same step may have written to it.
            stream.write(summary(report, MAX_SUMMARY - stream.tell()))
    lines = [_annotation(finding) for finding in report.findings]
    lines.append(f"{report.files} files, {report.errors} errors, {report.warnings} warnings")
    return "\n".join(lines) + "\n"


def summary(report: Report, room: int = MAX_SUMMARY) -> str:
    """Render the Markdown summary of all findings that fit into ``room`` bytes."""
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
            f"| <code>{_plain(finding.path)}:{finding.span.line}</code>"
            f" | {finding.code} {finding.name}"
            f" | {_cell(finding.message)} | {_cell(finding.help)} |"
        )
        size += len(row.encode("utf-8")) + 1
        if size > room:
            rows.append(f"\n{len(report.findings) - number} more: see the step's log.")
            break
        rows.append(row)
    return "\n".join(rows) + "\n"


def _annotation(finding: Finding) -> str:
    level = "error" if finding.severity is Severity.ERROR else "warning"
    properties = {
        "file": encodable(finding.path),
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
    return "".join(table.get(char) or visible(char) for char in encodable(text))


def _cell(text: str) -> str:
    """Render a message: what it has in backticks as code, all else as plain text."""
    parts = text.replace("\n", " ").split("`")
    if len(parts) % 2 == 0:
        return _plain(text)
    return "".join(
        f"<code>{_plain(part)}</code>" if number % 2 else _plain(part)
        for number, part in enumerate(parts)
    )


def _plain(text: str) -> str:
    # Entities instead of backslashes: names in a pull request must not become links or images.
    return "".join(
        f"&#{ord(char)};" if char in string.punctuation else char
        for char in visible(encodable(text))
    )
