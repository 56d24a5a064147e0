"""``ringfence seal``: check the workspace and, only if it is clean, vouch for its bytes."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.shared.seal import Seal
    from tools.isolation.report import Report


class CheckFailed(Exception):  # noqa: N818 - it reports an outcome, not a fault
    """The workspace has findings and was not sealed; ``report`` has them."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


class WorkspaceChangedError(Exception):
    """A file changed between the check and the seal."""


@dataclass(frozen=True, slots=True)
class SealResult:
    """A sealed workspace: the seal, the clean report it rests on, and where it was written."""

    seal: Seal
    report: Report
    path: Path


def add_parser(commands: Any) -> None:
    """Define the ``seal`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "seal",
        help="check the workspace and seal it for the engine",
        description="Check the workspace and, only if it is clean, write .ringfence/seal.json.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the application's root")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say whether the seal is current"
    )
    parser.set_defaults(run=lambda options: run(options.root, check_only=options.check))


def run(root: Path, *, check_only: bool = False) -> int:
    """Seal and print; exit codes as `ringfence check`."""
    from tools.isolation.api import UsageError  # noqa: PLC0415
    from tools.isolation.output import render, wants_colour  # noqa: PLC0415
    from tools.isolation.policy import PolicyError  # noqa: PLC0415

    try:
        if check_only:
            return _say_if_current(root)
        result = seal_workspace(root)
    except CheckFailed as error:
        sys.stdout.write(render(error.report, root, "text", colour=wants_colour(sys.stdout)))
        sys.stderr.write("ringfence seal: the workspace was not sealed\n")
        return 1
    except (UsageError, PolicyError) as error:
        sys.stderr.write(f"{error}\nringfence seal: nothing was sealed\n")
        return 2
    except (OSError, WorkspaceChangedError) as error:
        sys.stderr.write(f"ringfence seal: {error}\n")
        return 3
    except Exception as error:  # noqa: BLE001 - a checker that breaks must not look like findings
        traceback.print_exc()
        sys.stderr.write(f"ringfence seal: failed, nothing was sealed: {error}\n")
        return 3
    sys.stdout.write(f"sealed {len(result.seal.files)} files ({result.report.elapsed_ms:.0f} ms)\n")
    return 0


def seal_workspace(root: Path, *, use_cache: bool = True) -> SealResult:
    """Check the workspace under ``root`` and write its seal.

    Raises:
        CheckFailed: it has errors; an older seal stays as it is.
        WorkspaceChangedError: a file changed while it was checked.
        UsageError, PolicyError: see `tools.isolation.api.check_workspace`.
        OSError: the seal cannot be written.
    """
    from engine.shared.seal import SEAL_PATH, dump_seal  # noqa: PLC0415
    from tools.isolation.api import check_workspace, file_digests  # noqa: PLC0415

    root = root.resolve()
    before = file_digests(root)
    report = check_workspace(root, use_cache=use_cache)
    if report.errors:
        raise CheckFailed(report)
    # What was checked lies between two equal readings, so it is what gets sealed.
    if file_digests(root) != before:
        raise WorkspaceChangedError("a workspace file changed during the check; run it again")
    seal = make_seal(root, before, report.fingerprint)
    path = root / SEAL_PATH
    write_atomically(path, dump_seal(seal))
    return SealResult(seal, report, path)


def make_seal(root: Path, files: dict[str, str], fingerprint: str) -> Seal:
    """Put the seal of already checked files together."""
    from engine.shared.seal import Seal  # noqa: PLC0415
    from tools.isolation.catalogue import load_catalogue  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415

    policy = load_policy(root, known_rules())
    return Seal(
        ruleset=fingerprint,
        door=policy.door,
        packages=policy.packages,
        denied=load_catalogue().denied_names(),
        files=files,
    )


def _say_if_current(root: Path) -> int:
    from engine.shared.seal import SealError, read_seal  # noqa: PLC0415
    from tools.isolation.api import file_digests, ruleset_fingerprint  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415

    root = root.resolve()
    try:
        seal = read_seal(root)
    except SealError as error:
        sys.stderr.write(f"ringfence seal: {error}\n")
        return 1
    expected = make_seal(
        root, file_digests(root), ruleset_fingerprint(load_policy(root, known_rules()))
    )
    if seal != expected:
        stale = "the rule set" if seal.files == expected.files else "the workspace"
        sys.stderr.write(f"ringfence seal: {stale} has changed since; run `ringfence seal`\n")
        return 1
    sys.stdout.write("the seal is current\n")
    return 0


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` in one step, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
