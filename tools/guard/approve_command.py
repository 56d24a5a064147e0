"""``ringfence approve``: what a maintainer of the protected paths does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.guard.git import Repository

DONE, REFUSED, USAGE = 0, 1, 2


def add_parser(commands: Any) -> None:
    """Define the ``approve`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "approve",
        help="sign the protected content as a maintainer",
        description="Sign the step from the base's protected content to the staged one (or to "
        "--head) with your SSH key, into .ringfence/approvals/.",
        epilog="Exit codes: 0 done, 1 refused, 2 bad usage or configuration.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show signers and approvals")
    what.add_argument(
        "--add-signer",
        nargs=2,
        metavar=("NAME", "PUBLIC_KEY_FILE"),
        help="let NAME approve from the next merge on (stages the change; then approve it)",
    )
    what.add_argument(
        "--remove-signer",
        metavar="NAME",
        help="take NAME off the list (stages the change; then approve it)",
    )
    parser.add_argument("--base", metavar="REF", help="default: origin's default branch")
    parser.add_argument("--head", metavar="REF", help="default: what is staged")
    parser.add_argument("--key", type=Path, metavar="FILE", help="default: git's user.signingKey")
    parser.add_argument("--as", dest="signer", metavar="NAME", help="default: git's user.email")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what is asked and print what came of it."""
    from tools.guard.errors import GuardError  # noqa: PLC0415
    from tools.guard.git import Repository  # noqa: PLC0415

    try:
        with Repository(options.root) as repository:
            if options.add_signer:
                return _add_signer(repository, *options.add_signer)
            if options.remove_signer:
                return _remove_signer(repository, options.remove_signer)
            return _list(repository, options) if options.list else _approve(repository, options)
    except GuardError as error:
        sys.stderr.write(f"ringfence approve: {error}\n")
        return USAGE


def _approve(repository: Repository, options: argparse.Namespace) -> int:
    from tools.guard import approving  # noqa: PLC0415
    from tools.guard.output import change_text, path_text  # noqa: PLC0415

    request = approving.prepare(repository, options.base, options.head)
    if not request.changes:
        sys.stdout.write(f"ringfence approve: nothing protected differs from {request.base[:12]}\n")
        return REFUSED
    sys.stdout.write(f"protected paths that differ from {request.base[:12]}:\n")
    for change in request.changes:
        sys.stdout.write(f"  {change_text(change)}\n")
    approval = approving.sign_request(repository, request, options.signer, options.key)
    path = approving.store(repository, approval)
    sys.stdout.write(
        f"approved as {approval.signer}: {path_text(str(path).encode('utf-8', 'surrogateescape'))} "
        "is written and staged; commit it with the change\n"
    )
    return DONE


def _list(repository: Repository, options: argparse.Namespace) -> int:
    from tools.guard import approving  # noqa: PLC0415

    sys.stdout.write("\n".join(approving.listing(repository, options.base, options.head)) + "\n")
    return DONE


def _add_signer(repository: Repository, name: str, key_file: str) -> int:
    from tools.guard import signers  # noqa: PLC0415

    signers.add(repository, name, Path(key_file))
    sys.stdout.write(
        f"{name} is staged in .ringfence/allowed_signers; a signer of the base has to approve "
        "that now: ringfence approve\n"
    )
    return DONE


def _remove_signer(repository: Repository, name: str) -> int:
    from tools.guard import signers  # noqa: PLC0415

    count = signers.remove(repository, name)
    sys.stdout.write(
        f"{count} key{'s' if count > 1 else ''} of {name} taken off .ringfence/allowed_signers and "
        "staged; a signer of the base has to approve that now: ringfence approve\n"
    )
    return DONE
