"""``ringfence sync``: the engine's next version, from upstream."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.guard.syncing import Plan

DONE, REFUSED, USAGE = 0, 1, 2


def add_parser(commands: Any) -> None:
    """Define the ``sync`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "sync",
        help="bring the protected paths to an upstream version",
        description="Replace the protected paths, and only them, by those of an upstream version, "
        "staged for a commit.",
        epilog="Exit codes: 0 done, 1 refused (nothing was touched), 2 bad usage or configuration.",
    )
    parser.add_argument(
        "--to", required=True, metavar="TAG", help="upstream's tag, or `latest` (the newest v1.2.3)"
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="PATH",
        help="a protected path with approved edits of your own that stays as it is",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Sync and print."""
    from tools.guard import syncing  # noqa: PLC0415
    from tools.guard.errors import GuardError  # noqa: PLC0415
    from tools.guard.git import Repository  # noqa: PLC0415
    from tools.isolation.output.text import visible  # noqa: PLC0415

    try:
        with Repository(options.root) as repository:
            planned = syncing.plan(repository, options.to, options.keep)
            # The text is made first: afterwards these very modules are the new version's.
            text = report(planned, dry_run=options.dry_run)
            if planned.changes and not options.dry_run:
                syncing.carry_out(repository, planned)
    except syncing.SyncRefusedError as error:
        for line in error.detail.splitlines():
            sys.stdout.write(visible(line, tabs=True) + "\n")
        sys.stderr.write(f"ringfence sync: refused, nothing was touched: {visible(str(error))}\n")
        return REFUSED
    except GuardError as error:
        sys.stderr.write(f"ringfence sync: {error}\n")
        return USAGE
    sys.stdout.write(text)
    return DONE


def report(planned: Plan, *, dry_run: bool = False) -> str:
    """Render what a sync does, and what in the workspace has to follow."""
    from tools.guard.output import change_text, path_text  # noqa: PLC0415

    name = f"{planned.tag} ({planned.commit[:12]})"
    if not planned.changes:
        return f"ringfence sync: the protected paths are at {name} already\n"
    verb = "would change" if dry_run else "changed"
    lines = [f"ringfence sync: to upstream {name}, {len(planned.changes)} files {verb}"]
    lines += [f"  {change_text(change)}" for change in planned.changes]
    if planned.uses:
        lines += ["", "workspace code uses door names that this version no longer has:"]
        lines += [
            f"  {path_text(use.path.encode('utf-8', 'surrogateescape'))}:{use.line}: {use.name}"
            for use in planned.uses
        ]
    if not dry_run:
        lines += [
            "",
            f'staged; next: ringfence check, then git commit -m "Sync with {planned.tag}"',
        ]
    return "\n".join(lines) + "\n"
