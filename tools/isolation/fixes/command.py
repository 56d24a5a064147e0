"""The ``--fix`` part of ``ringfence check``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from engine.shared.seal import printable
from tools.isolation.api import check_workspace
from tools.isolation.command import CLEAN, FINDINGS, show
from tools.isolation.fixes.run import Left, Plan, apply_plan, plan_fixes
from tools.isolation.terminal import write


def fix(options: argparse.Namespace, *, diff: bool) -> int:
    """Rewrite what the findings mark as fixable, check again and report what remains.

    With ``diff`` the rewrites are printed instead of written, and the exit code says whether
    there is anything to do.
    """
    root, rules = options.root.resolve(), (options.rules or options.root).resolve()
    use_cache = not options.no_cache
    report = check_workspace(root, rules, options.paths, use_cache=use_cache)
    plan = plan_fixes(root, rules, report)
    _say_left(plan.left)
    if diff:
        write(plan.diff)
        return FINDINGS if plan or report.blocks(strict=options.strict) else CLEAN
    failed = apply_plan(root, plan)
    _say_left(failed)
    _say_done(plan, failed)
    if plan:
        report = check_workspace(root, rules, options.paths, use_cache=use_cache)
    show(report, root, options.format)
    return FINDINGS if report.blocks(strict=options.strict) else CLEAN


def _say_left(left: Iterable[Left]) -> None:
    for item in left:
        sys.stderr.write(f"{item}\n")


def _say_done(plan: Plan, failed: Iterable[Left]) -> None:
    undone = {item.path for item in failed}
    done = [(change.path, "rewritten") for change in plan.changes]
    done += [(path, "deleted") for path in plan.deletions]
    for path, word in done:
        if path not in undone:
            sys.stderr.write(f"{printable(path)}: {word}\n")
