"""Reports made by hand, for the tests of the output formats."""

from __future__ import annotations

from tools.isolation.finding import Finding, Severity, Span
from tools.isolation.report import Report


def finding(
    path: str = "workspace/workflows/example.py",
    span: Span | None = None,
    message: str = "`eval` runs text as code",
    help: str = "write the code itself",  # noqa: A002 - as in Finding
    code: str = "RF201",
    name: str = "dynamic-code",
    severity: Severity = Severity.ERROR,
    fixable: bool = False,
) -> Finding:
    return Finding(code, name, path, span or Span(1, 1, 1, 5), message, help, severity, fixable)


def report(*findings: Finding, files: int = 1, cached: int = 0) -> Report:
    return Report(findings, files=files, cached=cached, elapsed_ms=12.34, fingerprint="f" * 64)
