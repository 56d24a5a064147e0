"""The terminal format: reads like a good compiler error."""

from __future__ import annotations

import unicodedata

from tools.isolation.finding import Finding, Severity
from tools.isolation.output.frames import Lines
from tools.isolation.report import Report
from tools.isolation.terminal import summary_line

_RED, _YELLOW, _CYAN, _BOLD, _RESET = "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"
MAX_LINE = 160
CONTEXT = 40
"""Characters shown before the span of a line that is cut."""


def render_text(report: Report, lines: Lines, *, colour: bool = False) -> str:
    """Render findings with code frames, then one summary line."""
    line = summary_line(
        report.files,
        report.cached,
        report.errors,
        report.warnings,
        report.baselined,
        report.elapsed_ms,
    )
    return f"{render_findings(report, lines, colour=colour)}{line}\n"


def render_findings(report: Report, lines: Lines, *, colour: bool = False) -> str:
    """Render the findings alone, each with its code frame."""
    return "".join(render_finding(finding, lines, colour=colour) for finding in report.findings)


def render_finding(finding: Finding, lines: Lines, *, colour: bool = False) -> str:
    """Render one finding with its code frame."""
    tint = _RED if finding.severity is Severity.ERROR else _YELLOW
    head = _paint(f"{finding.severity}[{finding.code}]", tint + _BOLD, colour=colour)
    place = f"{visible(finding.path)}:{finding.span.line}:{finding.span.column}"
    out = [
        f"{head} {visible(finding.message)}",
        f"  {_paint('-->', _CYAN, colour=colour)} {place}  ({finding.name})",
        *_frame(finding, lines, tint, colour=colour),
        f"  {_paint('help:', _CYAN, colour=colour)} {visible(finding.help)}",
        f"  {_paint('more:', _CYAN, colour=colour)} ringfence explain {finding.code}",
        "\n",
    ]
    return "\n".join(out)


def _frame(finding: Finding, lines: Lines, tint: str, *, colour: bool) -> list[str]:
    source = lines(finding.path)
    span = finding.span
    if not 0 < span.line <= len(source) or not source[span.line - 1].strip():
        return []
    line = source[span.line - 1]
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    # A long line is shown from shortly before the span on.
    left = max(start - CONTEXT, 0) if len(line) > MAX_LINE and end > MAX_LINE else 0
    text = line[left : left + MAX_LINE]
    start -= left
    end = min(max(end - left, start + 1), max(len(text), start + 1))
    cut = "…" if left else ""
    gutter = str(span.line)
    pad = " " * len(gutter)
    shown = cut + visible(text, tabs=True)
    before = len(cut) + _cells(visible(text[:start], tabs=True))
    width = max(_cells(visible(text[start:end], tabs=True)), 1)
    mark = _paint("^" * width, tint, colour=colour)
    return [f"  {pad} |", f"  {gutter} | {shown}", f"  {pad} | {' ' * before}{mark}"]


def encodable(text: str) -> str:
    """Escape what no encoding has: bytes of a path that are not text."""
    return text.encode("utf-8", "backslashreplace").decode()


def visible(text: str, *, tabs: bool = False) -> str:
    """Escape what a terminal would obey or hide: judged files may hold escape sequences."""
    out = []
    for char in text:
        if char == "\t" and tabs:
            out.append("    ")
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            out.append(f"\\u{ord(char):04x}" if ord(char) > 0xFF else f"\\x{ord(char):02x}")
        else:
            out.append(char)
    return "".join(out)


def _cells(text: str) -> int:
    """Count the terminal columns of ``text``: wide characters take two, combining ones none."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def _paint(text: str, codes: str, *, colour: bool) -> str:
    return f"{codes}{text}{_RESET}" if colour else text
