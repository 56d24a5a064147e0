"""``ringfence explain`` and ``ringfence rules``."""

from __future__ import annotations

import pytest

from tools.cli import main
from tools.isolation.registry import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_explains_itself(rule, capsys):
    assert main(["explain", rule.code]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{rule.code} {rule.name} ({rule.severity})\n")
    for heading in ("Why:", "Instead:", "What it cannot see:", "May be waived: "):
        assert heading in shown
    assert ("May be waived: no" in shown) is not rule.waivable
    assert ("Refused:" in shown) is bool(rule.invalid)
    assert not set(shown) & {chr(code) for code in (*range(9), 0x1B, 0x7F, 0x200B, 0x202E)}


@pytest.mark.parametrize("spelling", ["rf101", "RF101", "engine-import", "Engine-Import"])
def test_a_rule_is_found_by_code_or_name(spelling, capsys):
    assert main(["explain", spelling]) == 0
    assert capsys.readouterr().out.startswith("RF101 engine-import")


@pytest.mark.parametrize(
    ("spelling", "hint"),
    [
        ("engine-imports", "did you mean engine-import?"),
        ("RF1011", "did you mean RF101?"),
        ("zzz", "`ringfence rules` lists them"),
    ],
)
def test_an_unknown_rule_is_a_usage_error_with_a_hint(spelling, hint, capsys):
    assert main(["explain", spelling]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"ringfence explain: no rule {spelling}; {hint}\n"


def test_rules_lists_each_once_in_order(capsys):
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
    assert all(rule.summary in line for rule, line in zip(RULES, lines, strict=True))
