"""The baseline: old errors come in counted, and the counts only shrink."""

from __future__ import annotations

import json

import pytest
from reports import finding
from trees import POLICY, make_tree

from tools.cli import main
from tools.isolation.api import check_workspace
from tools.isolation.baseline import (
    FILE,
    Allowance,
    StaleAllowance,
    apply_baseline,
    count_errors,
    dump_baseline,
    parse_baseline,
)
from tools.isolation.finding import Severity, Span
from tools.isolation.policy import KnownRules, PolicyError
from tools.seal import CheckFailed, seal_workspace

A, B = "workspace/workflows/a.py", "workspace/workflows/b.py"
KNOWN = KnownRules(frozenset({"RF201", "RF304", "RF701"}), frozenset({"RF701"}))
EVAL = "eval('1')\n"


def old(number, path=A, **changes):
    return finding(path=path, span=Span(number, 1, number, 5), **changes)


# -- counting and applying --


def test_within_the_baseline_nothing_is_reported():
    assert apply_baseline([old(1), old(2)], [Allowance(A, "RF201", 2, 4)]) == ([], [])


def test_only_what_exceeds_is_reported_and_explained():
    kept, stale = apply_baseline([old(9), old(3), old(5)], [Allowance(A, "RF201", 2, 4)])
    assert stale == []
    assert [item.span.line for item in kept] == [9]
    assert kept[0].help.endswith(
        "; the baseline allows 2 of the 3 findings of RF201 in this file (lines 3, 5, 9)"
    )


def test_other_files_and_rules_have_no_part_in_it():
    others = [old(1, path=B), old(1, code="RF304")]
    kept, _ = apply_baseline([*others, old(1)], [Allowance(A, "RF201", 1, 4)])
    assert sorted(kept, key=lambda item: item.path) == [others[1], others[0]]


def test_warnings_are_not_counted():
    warning = old(1, severity=Severity.WARNING)
    entry = Allowance(A, "RF201", 1, 4)
    assert apply_baseline([warning], [entry]) == ([warning], [StaleAllowance(entry, 0)])
    assert count_errors([warning], KNOWN) == ({}, ())


def test_an_entry_larger_than_reality_is_stale():
    entry = Allowance(A, "RF201", 3, 4)
    assert apply_baseline([old(1)], [entry]) == ([], [StaleAllowance(entry, 1)])


def test_a_run_over_some_files_says_nothing_about_the_others():
    entries = [Allowance(A, "RF201", 3, 4), Allowance(B, "RF201", 3, 7)]
    assert apply_baseline([], entries, {B})[1] == [StaleAllowance(entries[1], 0)]


def test_counts_leave_out_what_cannot_be_waived():
    tenant = old(2, code="RF701")
    assert count_errors([old(1), old(5), tenant], KNOWN) == ({(A, "RF201"): 2}, (tenant,))


def test_what_is_written_is_read_back():
    counts = {(B, "RF304"): 1, (A, "RF201"): 2, (A, "RF304"): 3}
    text = dump_baseline(counts)
    allowances, mistakes = parse_baseline(text, KNOWN)
    assert mistakes == []
    assert {(item.path, item.code): item.count for item in allowances} == counts
    lines = text.splitlines()
    assert all(f'"{item.code}": {item.count}' in lines[item.line - 1] for item in allowances)
    assert dump_baseline(dict(reversed(counts.items()))) == text


# -- mistakes --

MISTAKES = {
    "no json": ('{\n"version": }', [(2, "is not valid JSON: Expecting value")]),
    "deep": ("[" * 100_000, [(0, "is not valid JSON: nested too deeply")]),
    "no object": ("[]", [(1, "is not a JSON object")]),
    "empty": ("{}", [(0, "`version` is None, not 1"), (0, "`counts` is not an object")]),
    "unknown key": (
        '{"version": 1,\n "count": {}, "counts": {}}',
        [(2, "unknown key `count`; did you mean `counts`?")],
    ),
    "other version": ('{\n"version": 2, "counts": {}}', [(2, "`version` is 2, not 1")]),
    "doubled": (
        f'{{"version": 1, "counts": {{\n"{A}": {{}},\n"{A}": {{}}}}}}',
        [(3, f"`{A}` appears twice")],
    ),
    "outside": (
        '{"version": 1, "counts": {\n"engine/x.py": {},\n"workspace/../x": {}}}',
        [
            (2, "`engine/x.py` is not a path inside workspace/"),
            (3, "`workspace/../x` is not a path inside workspace/"),
        ],
    ),
    "no codes": (
        f'{{"version": 1, "counts": {{\n"{A}": 3}}}}',
        [(2, f"the counts of `{A}` are not an object")],
    ),
    "all codes wrong": (
        (
            f'{{"version": 1, "counts": {{"{A}": {{\n"RF203": 1,\n"RF701": 1,\n"RF304": 0,'
            '\n"RF201": true}}}'
        ),
        [
            (2, "no rule `RF203`; did you mean `RF201`?"),
            (3, "RF701 cannot be baselined, as it cannot be waived"),
            (4, "the count of RF304 is 0, not a whole number above 0"),
            (5, "the count of RF201 is True, not a whole number above 0"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_every_mistake_is_listed_with_its_line(text, expected):
    allowances, mistakes = parse_baseline(text, KNOWN)
    assert allowances == ()
    assert [(item.line, item.text) for item in mistakes] == expected
    assert {item.path for item in mistakes} == {FILE}


def test_a_baseline_that_is_not_protected_is_refused(tmp_path):
    make_tree(tmp_path, {FILE: dump_baseline({})}, POLICY.replace(f"    {FILE}\n", ""))
    with pytest.raises(PolicyError, match="must be listed under `protected`"):
        check_workspace(tmp_path)


def test_its_mistakes_are_listed_with_those_of_the_policy(tmp_path, capsys):
    make_tree(tmp_path, {FILE: "[]"}, POLICY.replace("packages =", "package ="))
    assert main(["check", "--root", str(tmp_path)]) == 2
    shown = capsys.readouterr().err
    assert ".importlinter:6: unknown key `package`; did you mean `packages`?" in shown
    assert f"{FILE}:1: is not a JSON object" in shown
    assert "3 mistakes in the rule set" in shown


def test_a_link_is_not_a_baseline(tmp_path):
    make_tree(tmp_path, {"other.json": dump_baseline({})})
    (tmp_path / FILE).symlink_to("other.json")
    with pytest.raises(PolicyError, match="cannot be read"):
        check_workspace(tmp_path)


# -- the commands --


def command(root, *arguments):
    return main([arguments[0], "--root", str(root), *arguments[1:]])


def counts(root):
    return json.loads((root / FILE).read_text())["counts"]


def test_an_old_workspace_comes_in_and_may_be_sealed(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL * 2, B: EVAL})
    assert command(tmp_path, "check") == 1
    assert command(tmp_path, "baseline", "--initial") == 0
    assert counts(tmp_path) == {A: {"RF201": 2}, B: {"RF201": 1}}
    capsys.readouterr()
    assert command(tmp_path, "check") == 0
    assert "clean, 3 within the baseline (" in capsys.readouterr().out
    result = seal_workspace(tmp_path)
    assert set(result.seal.files) == {A, B, "workspace/README.md"}


def test_a_new_finding_blocks_check_and_seal(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL})
    assert command(tmp_path, "baseline", "--initial") == 0
    (tmp_path / A).write_text(EVAL * 2)
    capsys.readouterr()
    assert command(tmp_path, "check") == 1
    shown = capsys.readouterr().out
    assert shown.count("error[RF201]") == 1
    assert "1 error, 1 within the baseline (" in shown
    with pytest.raises(CheckFailed):
        seal_workspace(tmp_path)


def test_counts_shrink_and_until_then_the_check_fails(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL * 2, B: EVAL})
    assert command(tmp_path, "baseline", "--initial") == 0
    (tmp_path / A).write_text(EVAL)
    (tmp_path / B).unlink()
    capsys.readouterr()
    assert command(tmp_path, "check") == 1
    shown = capsys.readouterr().out
    assert f"the baseline allows 2 findings of RF201 in {A}, which has 1" in shown
    assert f"the baseline allows 1 findings of RF201 in {B}, which has 0" in shown
    assert f"  --> {FILE}:5:1  (stale-baseline)" in shown
    assert command(tmp_path, "check", str(tmp_path / "workspace/README.md")) == 0
    assert command(tmp_path, "baseline") == 0
    assert counts(tmp_path) == {A: {"RF201": 1}}
    assert command(tmp_path, "check") == 0


def test_counts_do_not_grow_without_initial(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL})
    assert command(tmp_path, "baseline") == 1
    shown = capsys.readouterr().err
    assert f"{A}: 1 errors of RF201, the baseline allows 0" in shown
    assert "--initial" in shown
    assert not (tmp_path / FILE).exists()

    assert command(tmp_path, "baseline", "--initial") == 0
    before = (tmp_path / FILE).read_bytes()
    (tmp_path / A).write_text(EVAL * 3)
    assert command(tmp_path, "baseline") == 1
    assert f"{A}: 3 errors of RF201, the baseline allows 1" in capsys.readouterr().err
    assert (tmp_path / FILE).read_bytes() == before
    assert command(tmp_path, "baseline", "--initial") == 0
    assert counts(tmp_path) == {A: {"RF201": 3}}


def test_a_clean_workspace_needs_no_baseline(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL})
    assert command(tmp_path, "baseline", "--initial") == 0
    (tmp_path / A).write_text("x = 1\n")
    assert command(tmp_path, "baseline") == 0
    assert "no errors to count" in capsys.readouterr().out
    assert not (tmp_path / FILE).exists()


def test_what_cannot_be_waived_cannot_be_baselined(tmp_path, capsys):
    make_tree(tmp_path, {A: EVAL, B: "def f(:\n"})
    assert command(tmp_path, "baseline", "--initial") == 1
    captured = capsys.readouterr()
    assert f"{B}:1: RF801 cannot be baselined: " in captured.err
    assert counts(tmp_path) == {A: {"RF201": 1}}
    assert command(tmp_path, "check") == 1


def test_the_baseline_is_part_of_the_rules_not_of_the_judged_tree(tmp_path):
    make_tree(tmp_path / "base", {A: EVAL})
    make_tree(tmp_path / "head", {A: EVAL * 2})
    assert command(tmp_path / "base", "baseline", "--initial") == 0
    assert command(tmp_path / "head", "baseline", "--initial") == 0
    report = check_workspace(tmp_path / "head", tmp_path / "base")
    assert (report.errors, report.baselined) == (1, 1)


def test_the_baseline_changes_the_fingerprint(tmp_path):
    make_tree(tmp_path, {A: EVAL})
    before = check_workspace(tmp_path).fingerprint
    assert command(tmp_path, "baseline", "--initial") == 0
    assert check_workspace(tmp_path).fingerprint != before


def test_a_waived_finding_is_not_counted(tmp_path):
    waiver = (
        f"[ringfence:waiver:w]\nfile = {A}\ncode = RF201\nowner = o\nreason = r\n"
        "expires = 2999-01-01\n"
    )
    make_tree(tmp_path, {A: EVAL, B: EVAL}, POLICY + waiver)
    assert command(tmp_path, "baseline", "--initial") == 0
    assert counts(tmp_path) == {B: {"RF201": 1}}


@pytest.mark.parametrize(
    ("policy", "code"), [("[ringfence]\n", 2), (POLICY, 2)], ids=["policy", "no workspace"]
)
def test_bad_configuration_is_a_usage_error(policy, code, tmp_path, capsys):
    make_tree(tmp_path, {}, policy)
    if policy == POLICY:
        (tmp_path / "workspace/README.md").unlink()
        (tmp_path / "workspace").rmdir()
    assert command(tmp_path, "baseline") == code
    assert "ringfence baseline: " in capsys.readouterr().err
