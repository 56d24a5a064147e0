"""``ringfence baseline``: writes down how many errors an old workspace comes in with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.isolation.baseline import Allowance, Counts
    from tools.isolation.finding import Finding


def add_parser(commands: Any) -> None:
    """Define the ``baseline`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "baseline",
        help="let an old workspace in with its present findings",
        description="Write .ringfence-baseline.json: the errors of each file, counted by rule."
        " The counts may only shrink.",
        epilog="Exit codes: 0 written, 1 refused or errors remain, 2 bad usage or configuration,"
        " 3 failure.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the application's root")
    parser.add_argument(
        "--initial", action="store_true", help="accept counts that are new or have grown"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    from tools.isolation.command import guarded  # noqa: PLC0415 - shared with `check`

    return guarded(lambda: _baseline(options.root.resolve(), initial=options.initial), "baseline")


def _baseline(root: Path, *, initial: bool) -> int:
    from tools.isolation.api import check_workspace  # noqa: PLC0415
    from tools.isolation.baseline import FILE, count_errors, dump_baseline  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415
    from tools.seal import write_atomically  # noqa: PLC0415

    known = known_rules()
    policy = load_policy(root, known)
    report = check_workspace(root, baseline=False)
    counts, others = count_errors(report.findings, known)
    raised = _raised(counts, policy.baseline)
    if raised and not initial:
        _say([*raised, "ringfence baseline: counts may only shrink; nothing was written"])
        _say(["correct these, or use --initial for a workspace that is coming in"])
        return 1
    path = root / FILE
    if counts:
        write_atomically(path, dump_baseline(counts).encode("ascii"))
        files = len({file for file, _ in counts})
        sys.stdout.write(f"{FILE}: {sum(counts.values())} errors in {files} files\n")
    else:
        path.unlink(missing_ok=True)
        sys.stdout.write(f"no errors to count: no {FILE} is needed\n")
    _say(_remaining(others))
    return 1 if others else 0


def _raised(counts: Counts, before: Iterable[Allowance]) -> list[str]:
    allowed = {(item.path, item.code): item.count for item in before}
    return [
        f"{path}: {count} errors of {code}, the baseline allows {allowed.get((path, code), 0)}"
        for (path, code), count in sorted(counts.items())
        if count > allowed.get((path, code), 0)
    ]


def _remaining(findings: Iterable[Finding]) -> list[str]:
    from tools.isolation.output.text import visible  # noqa: PLC0415

    return [
        f"{visible(finding.path)}:{finding.span.line}: {finding.code} cannot be baselined:"
        f" {visible(finding.message)}"
        for finding in findings
    ]


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")
