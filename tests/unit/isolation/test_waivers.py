"""Waivers: one rule in one file until a day, and never longer than somebody needs them."""

from __future__ import annotations

import datetime

from reports import finding
from trees import POLICY, make_tree

from tools.cli import main
from tools.isolation.api import check_workspace
from tools.isolation.policy import Waiver
from tools.isolation.waivers import StaleWaiver, apply_waivers

A, B = "workspace/workflows/a.py", "workspace/workflows/b.py"
TODAY = datetime.date(2030, 5, 17)


def waiver(path=A, code="RF201", expires=TODAY):
    return Waiver("name", path, code, "owner", "reason", expires, 12)


def test_a_waiver_covers_all_findings_of_its_rule_in_its_file():
    found = [finding(path=A), finding(path=A), finding(path=B), finding(path=A, code="RF304")]
    assert apply_waivers(found, [waiver()], TODAY) == (found[2:], [])


def test_the_last_day_counts_and_the_next_does_not():
    found = [finding(path=A)]
    assert apply_waivers(found, [waiver()], TODAY) == ([], [])
    kept, stale = apply_waivers(found, [waiver()], TODAY + datetime.timedelta(days=1))
    assert kept == found
    assert stale == [StaleWaiver(waiver(), "expired on 2030-05-17")]


def test_an_unused_waiver_is_stale():
    assert apply_waivers([], [waiver()], TODAY)[1] == [StaleWaiver(waiver(), "matches no finding")]


def test_an_expired_waiver_is_stale_once_even_if_unused():
    old = waiver(expires=datetime.date(2000, 1, 1))
    assert apply_waivers([], [old], TODAY)[1] == [StaleWaiver(old, "expired on 2000-01-01")]


def test_a_run_over_other_files_cannot_tell_whether_it_is_used():
    assert apply_waivers([], [waiver()], TODAY, frozenset({B}))[1] == []
    assert apply_waivers([], [waiver()], TODAY, frozenset({A}))[1] != []


def test_an_expired_waiver_fails_a_run_over_other_files_too():
    old = waiver(expires=datetime.date(2000, 1, 1))
    assert apply_waivers([], [old], TODAY, frozenset({B}))[1] != []


def section(name, path, expires="2999-01-01", code="RF201"):
    return (
        f"\n[ringfence:waiver:{name}]\nfile = {path}\ncode = {code}\nowner = jo\nreason = why\n"
        f"expires = {expires}\n"
    )


def test_the_check_uses_waivers_and_reports_stale_ones(tmp_path, capsys):
    policy = POLICY + section("used", A) + section("unused", B) + section("old", A, "2001-02-03")
    make_tree(tmp_path, {A: "eval('1')\n", B: "x = 1\n"}, policy)
    assert main(["check", "--root", str(tmp_path), "--no-cache"]) == 1
    shown = capsys.readouterr().out
    assert "RF201]" not in shown
    assert f"waiver `unused` (RF201 in {B}, owner jo) matches no finding" in shown
    assert f"waiver `old` (RF201 in {A}, owner jo) expired on 2001-02-03" in shown
    assert "2 errors" in shown
    unused = policy.splitlines().index("[ringfence:waiver:unused]") + 1
    assert f"  --> .importlinter:{unused}:1  (stale-waiver)" in shown


def test_a_waived_workspace_is_clean(tmp_path):
    make_tree(tmp_path, {A: "eval('1')\n"}, POLICY + section("used", A))
    assert check_workspace(tmp_path, use_cache=False).findings == ()


def test_comments_in_workspace_code_waive_nothing(tmp_path):
    comments = "# noqa\n# ringfence: ignore\n# type: ignore\n"
    make_tree(tmp_path, {A: f"{comments}eval('1')  # noqa: RF201  # nosec  # ringfence: ignore\n"})
    assert check_workspace(tmp_path, use_cache=False).errors == 1


def test_waivers_of_the_judged_tree_do_not_count(tmp_path):
    make_tree(tmp_path / "head", {A: "eval('1')\n"}, POLICY + section("mine", A))
    make_tree(tmp_path / "base", {})
    report = check_workspace(tmp_path / "head", tmp_path / "base", use_cache=False)
    assert [item.code for item in report.findings] == ["RF201"]
