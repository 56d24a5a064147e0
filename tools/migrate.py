"""``ringfence migrate``: rewrites a tree that still imports from the engine's old module paths."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Define the ``migrate`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "migrate",
        help="move old imports to the door",
        description="Rewrite imports of shared.* and engine.shared.* to engine.sdk, and what else"
        " `ringfence check --fix` rewrites, in every Python file below PATH. Prints a diff.",
        epilog="Exit codes: 0 nothing left to do, 1 there is, 2 bad usage or configuration,"
        " 3 failure.",
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a directory or a file")
    parser.add_argument("--write", action="store_true", help="change the files")
    parser.add_argument(
        "--rules", type=Path, default=Path(), help="the tree whose door counts (default: here)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Plan, print and, if asked to, write."""
    from tools.isolation.command import guarded  # noqa: PLC0415 - shared with `check`

    def migrated() -> int:
        return migrate(options.path, options.rules.resolve(), write=options.write)

    return guarded(migrated, "migrate")


def migrate(target: Path, rules: Path, *, write: bool) -> int:
    """Rewrite the tree ``target`` by the door of ``rules``; without ``write`` print a diff."""
    from tools.isolation import terminal  # noqa: PLC0415
    from tools.isolation.fixes.files import unified  # noqa: PLC0415 - libcst is slow to import
    from tools.isolation.fixes.migration import plan_migration  # noqa: PLC0415
    from tools.isolation.fixes.run import Plan, apply_plan  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415

    plan = plan_migration(target, load_policy(rules, known_rules()), rules)
    left = list(plan.left)
    if write:
        left += apply_plan(plan.root, Plan(plan.changes))
    else:
        terminal.write("".join(map(unified, plan.changes)))
    for item in left:
        sys.stderr.write(f"{item}\n")
    done = "rewritten" if write else "to rewrite (--write does it)"
    sys.stderr.write(
        f"{plan.files} Python files in {target}: {len(plan.changes)} {done},"
        f" {len(left)} places left for you\n"
    )
    return 1 if left or (plan.changes and not write) else 0
