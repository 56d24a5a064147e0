"""``ringfence check``: options in, report out, exit code back."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.isolation.terminal import write

if TYPE_CHECKING:
    from tools.isolation.api import Run
    from tools.isolation.report import Report

MAX_REMEMBERED = 2_000
FORMATS = ("text", "json", "github", "sarif")
CLEAN, FINDINGS, USAGE, FAILURE = 0, 1, 2, 3


def add_parser(commands: Any) -> None:
    """Define the ``check`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="judge the workspace",
        description="Judge workspace files by the one rule set in .importlinter.",
        epilog="Exit codes: 0 clean, 1 findings, 2 bad usage or configuration, 3 failure.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: all")
    parser.add_argument("--root", type=Path, default=Path(), help="the tree that is judged")
    parser.add_argument("--rules", type=Path, help="the tree whose rules count (default: --root)")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--strict", action="store_true", help="warnings block too")
    parser.add_argument("--no-cache", action="store_true", help="judge every file anew")
    parser.add_argument("--jobs", type=_jobs, default=None, help="processes (default: by size)")
    parser.add_argument("--fix", action="store_true", help="rewrite what is safe to rewrite")
    parser.add_argument(
        "--diff", action="store_true", help="with --fix: print the rewrites, write nothing"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check and print."""
    if options.diff and not options.fix:
        return _say("ringfence check: --diff goes with --fix", USAGE)
    if options.fix:
        from tools.isolation.fixes.command import fix  # noqa: PLC0415 - libcst is slow to import

        return guarded(lambda: fix(options, diff=options.diff))
    return check(
        root=options.root,
        rules=options.rules,
        paths=options.paths,
        output_format=options.format,
        strict=options.strict,
        use_cache=not options.no_cache,
        jobs=options.jobs,
    )


def check(
    *,
    root: Path,
    rules: Path | None,
    paths: list[Path],
    output_format: str,
    strict: bool,
    use_cache: bool,
    jobs: int | None = None,
) -> int:
    """Judge, print the report in ``output_format`` and return the exit code."""
    from tools.isolation.api import run_check  # noqa: PLC0415
    from tools.isolation.progress import progress_of  # noqa: PLC0415

    def judged() -> int:
        with progress_of(sys.stderr) as progress:
            done = run_check(
                root, rules, paths, use_cache=use_cache, progress=progress, jobs=jobs,
                trust_stat=True,
            )  # fmt: skip
        show(done.report, root, output_format)
        _remember(done, root)
        return FINDINGS if done.report.blocks(strict=strict) else CLEAN

    return guarded(judged)


def _remember(done: Run, root: Path) -> None:
    """Keep the report as text, so that the next run can print it at once."""
    from tools.isolation.api import remember  # noqa: PLC0415
    from tools.isolation.output.frames import DiskLines  # noqa: PLC0415
    from tools.isolation.output.text import render_finding  # noqa: PLC0415

    if done.whole is None or len(done.whole.conclusion.shown) > MAX_REMEMBERED:
        return
    lines = DiskLines(root)
    remember(done, lambda finding, colour: render_finding(finding, lines, colour=colour))


def guarded(action: Callable[[], int], command: str = "check") -> int:
    """Run ``action`` and turn whatever goes wrong into a message and an exit code."""
    from tools.isolation.api import UsageError  # noqa: PLC0415
    from tools.isolation.policy import PolicyError  # noqa: PLC0415

    try:
        return action()
    except BrokenPipeError:
        raise
    except UsageError as error:
        return _say(f"ringfence {command}: {error}", USAGE)
    except PolicyError as error:
        count = len(error.mistakes)
        plural = "s" if count > 1 else ""
        return _say(f"{error}\nringfence {command}: {count} mistake{plural} in the rule set", USAGE)
    except Exception as error:  # noqa: BLE001 - whatever fails, the answer is never "clean"
        traceback.print_exc()
        return _say(f"ringfence {command}: failed, nothing is vouched for: {error}", FAILURE)


def show(report: Report, root: Path, output_format: str) -> None:
    """Print ``report``."""
    from tools.isolation import output  # noqa: PLC0415

    colour = output.wants_colour(sys.stdout)
    write(output.render(report, root, output_format, colour=colour))


def _say(text: str, code: int) -> int:
    sys.stderr.write(text + "\n")
    return code


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number above 0")
    return int(text)
