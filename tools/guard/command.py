"""``ringfence guard``: options in, verdict out, exit code back."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

FORMATS = ("text", "json", "github")
ALLOWED, REFUSED, USAGE, FAILURE = 0, 1, 2, 3


def add_parser(commands: Any) -> None:
    """Define the ``guard`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "guard",
        help="judge changes to the protected paths",
        description="Judge whether protected paths changed, and whether that is proven to be "
        "upstream's or a maintainer's doing.",
        epilog="Exit codes: 0 allowed, 1 refused, 2 bad usage or configuration, 3 failure.",
    )
    parser.add_argument("--base", metavar="REF", help="what the change is brought into")
    parser.add_argument("--head", metavar="REF", help="the change")
    parser.add_argument(
        "--push", action="store_true", help="the head replaced the base: compare them as they are"
    )
    parser.add_argument(
        "--staged", action="store_true", help="judge what is staged (--base: the published branch)"
    )
    parser.add_argument(
        "--fetch", action="store_true", help="fetch upstream when protected paths differ"
    )
    parser.add_argument(
        "--export",
        type=Path,
        metavar="DIR",
        help="also write the resulting workspace/ there, for `ringfence check --root DIR`",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the repository")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge and print."""
    from tools.guard.errors import GuardError  # noqa: PLC0415

    started = time.perf_counter()
    try:
        return _judge(options, started)
    except GuardError as error:
        return _fail(options, f"ringfence guard: {error}", USAGE)
    except Exception as error:  # noqa: BLE001 - whatever fails, the answer is never "allowed"
        traceback.print_exc()
        return _fail(options, f"ringfence guard: failed, nothing is vouched for: {error}", FAILURE)


def _judge(options: argparse.Namespace, started: float) -> int:
    from tools.guard import compare, output  # noqa: PLC0415
    from tools.guard.errors import GuardError  # noqa: PLC0415
    from tools.guard.export import export_workspace  # noqa: PLC0415
    from tools.guard.git import Repository  # noqa: PLC0415

    if options.staged and (options.head or options.push):
        raise GuardError("--staged judges the index: it goes with neither --head nor --push")
    if not options.staged and not (options.base and options.head):
        raise GuardError("name both sides: --base REF --head REF (or --staged)")
    with Repository(options.root) as repository:
        if options.staged:
            verdict = compare.staged(repository, options.base, may_fetch=options.fetch)
        else:
            verdict = compare.between(
                repository,
                options.base,
                options.head,
                push=options.push,
                may_fetch=options.fetch,
            )
        if options.export:
            export_workspace(repository, verdict.result, options.export)
        elapsed = (time.perf_counter() - started) * 1000
        text = output.render(verdict, options.format, elapsed, os.environ)
        lenient = options.staged and not verdict.allowed and _is_maintainer(repository)
    sys.stdout.write(text)
    if lenient:
        sys.stdout.write(
            "\nringfence.maintainer is set in this clone, so the commit goes on; the pull request "
            "will need an approval.\n"
        )
        return ALLOWED
    return ALLOWED if verdict.allowed else REFUSED


def _is_maintainer(repository: Any) -> bool:
    from tools.guard.errors import GuardError  # noqa: PLC0415

    try:
        raw: bytes = repository.real("config", "--type=bool", "--get", "ringfence.maintainer")
    except GuardError:
        return False  # not set
    return raw.strip() == b"true"


def _fail(options: argparse.Namespace, text: str, code: int) -> int:
    from tools.guard import output  # noqa: PLC0415

    sys.stderr.write(text + "\n")
    if options.format == "github":
        sys.stdout.write(output.failure(text, os.environ))
    return code
