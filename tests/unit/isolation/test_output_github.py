"""GitHub's format: annotations that cannot be broken out of, and a summary that stays in bounds."""

from __future__ import annotations

import pytest
from reports import finding, report

from tools.isolation.finding import Severity, Span
from tools.isolation.output import github_format, render


def annotation(found):
    first, _ = github_format.render(report(found), {}).splitlines()
    return first


def test_an_annotation_names_place_rule_and_way_out():
    assert annotation(finding(span=Span(3, 5, 3, 9))) == (
        "::error file=workspace/workflows/example.py,line=3,col=5,endLine=3,endColumn=9,"
        "title=RF201 dynamic-code::`eval` runs text as code%0Ahelp: write the code itself"
    )


def test_a_warning_is_a_warning():
    assert annotation(finding(severity=Severity.WARNING)).startswith("::warning file=")


def test_messages_escape_percent_and_line_breaks_only():
    text = annotation(finding(message="100% a,b:c\r\n::error::no")).partition("::`")[0]
    assert text.endswith("::100%25 a,b:c%0D%0A::error::no%0Ahelp: write the code itself")


def test_properties_escape_commas_and_colons_too():
    text = annotation(finding(path="workspace/a,b:c%d\n::error::x.py"))
    assert "file=workspace/a%2Cb%3Ac%25d%0A%3A%3Aerror%3A%3Ax.py,line=1" in text


def test_undecodable_bytes_of_a_path_are_escaped():
    assert "file=workspace/\\udcff.py," in annotation(finding(path="workspace/\udcff.py"))


def test_escape_sequences_do_not_reach_the_log():
    text = annotation(finding(path="workspace/\x1b[2J.py", message="\x1b[2J\x07", help="\u202e"))
    assert "file=workspace/\\x1b[2J.py," in text
    assert text.endswith("::\\x1b[2J\\x07%0Ahelp: \\u202e")


def test_the_last_line_counts():
    lines = github_format.render(
        report(finding(), finding(severity=Severity.WARNING), files=7), {}
    ).splitlines()
    assert lines[-1] == "7 files, 1 errors, 1 warnings"


def test_the_summary_has_every_finding(tmp_path):
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    findings = [finding(span=Span(line, 1, line, 2)) for line in range(1, 31)]
    github_format.render(report(*findings), {"GITHUB_STEP_SUMMARY": str(target)})
    text = target.read_text("utf-8")
    assert text.startswith("before\n### Ringfence")
    assert [f"&#46;py:{line}</code>" in text for line in range(1, 31)] == [True] * 30


def test_a_clean_summary_says_so():
    assert github_format.summary(report(files=4)) == "### Ringfence\n\n4 files checked: clean.\n"


def test_no_summary_without_the_variable(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    github_format.render(report(finding()), {"GITHUB_STEP_SUMMARY": ""})
    assert list(tmp_path.iterdir()) == []


def test_the_summary_stays_below_githubs_limit_and_says_what_is_missing():
    findings = [finding(message="x" * 1000, span=Span(n, 1, n, 2)) for n in range(1, 2001)]
    text = github_format.summary(report(*findings))
    assert len(text.encode()) < 1024 * 1024
    shown = text.count("<code>workspace")
    assert 0 < shown < 2000
    assert text.endswith(f"{2000 - shown} more: see the step's log.\n")


def test_what_the_step_wrote_before_counts_too(tmp_path):
    target = tmp_path / "summary.md"
    target.write_text("x" * (github_format.MAX_SUMMARY - 100))
    github_format.render(report(finding()), {"GITHUB_STEP_SUMMARY": str(target)})
    assert target.read_text("utf-8").endswith("1 more: see the step's log.\n")
    assert target.stat().st_size < 1024 * 1024


@pytest.mark.parametrize(
    "hostile",
    ["a](https://evil.example)", "![x](y)", "<img src=x>", "a|b", "www.evil.example", "a\nb", "`"],
)
def test_judged_text_is_never_markdown_in_the_summary(hostile):
    text = github_format.summary(report(finding(path=f"workspace/{hostile}", message=hostile)))
    row = text.splitlines()[6]
    assert row.count("|") == 5
    assert not set("[]()!`") & set(row)
    assert "www." not in row
    assert {part.partition(">")[0] for part in row.split("<")[1:]} <= {"code", "/code"}


def test_code_in_messages_is_shown_as_code():
    text = github_format.summary(report(finding(message="`eval` runs text")))
    assert "| <code>eval</code> runs text |" in text


def test_the_format_is_reachable_by_name(tmp_path, monkeypatch):
    target = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    assert render(report(finding()), tmp_path, "github").startswith("::error ")
    assert target.exists()
