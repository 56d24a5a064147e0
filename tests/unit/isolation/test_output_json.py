"""The JSON document: the documented keys and no others."""

from __future__ import annotations

import json

from reports import finding, report

from tools.isolation.finding import Severity, Span
from tools.isolation.output import json_format


def rendered(*findings, **figures):
    return json.loads(json_format.render(report(*findings, **figures), {}))


def test_the_keys_are_the_documented_ones():
    document = rendered(finding())
    assert list(document) == ["findings", "summary"]
    assert set(document["findings"][0]) == {
        "code", "name", "severity", "path", "line", "column", "endLine", "endColumn", "message",
        "help", "fixable",
    }  # fmt: skip
    assert set(document["summary"]) == {
        "files", "findings", "cached", "elapsedMs", "rulesetFingerprint",
    }  # fmt: skip


def test_the_values_are_the_findings():
    document = rendered(
        finding(span=Span(2, 3, 4, 5), severity=Severity.WARNING, fixable=True), files=9, cached=8
    )
    assert document["findings"] == [
        {
            "code": "RF201",
            "name": "dynamic-code",
            "severity": "warning",
            "path": "workspace/workflows/example.py",
            "line": 2,
            "column": 3,
            "endLine": 4,
            "endColumn": 5,
            "message": "`eval` runs text as code",
            "help": "write the code itself",
            "fixable": True,
        }
    ]
    assert document["summary"] == {
        "files": 9,
        "findings": 1,
        "cached": 8,
        "elapsedMs": 12.3,
        "rulesetFingerprint": "f" * 64,
    }


def test_any_text_gives_plain_ascii_json():
    text = json_format.render(
        report(finding(path="workspace/\udcff\n.py", message="\udcff \x1b 東京", help="\x00")), {}
    )
    assert text.isascii()
    found = json.loads(text)["findings"][0]
    assert found["path"] == "workspace/\\udcff\n.py"
    assert found["message"] == "\\udcff \x1b 東京"
    text.encode("utf-8")
