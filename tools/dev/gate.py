"""Checks and seals the workspace for the dev host, and turns every outcome into text."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from tools.dev.settings import SettingsError, merged, read_values


@dataclass(frozen=True)
class Verdict:
    """Whether the workspace is sealed now, and what to tell the developer."""

    sealed: bool
    message: str


def check_and_seal(root: Path) -> Verdict:
    """Check the workspace and write the seal if it is clean; never raises for what it finds."""
    # Loaded here, because the checker is heavy and the ports and settings are judged before it.
    from tools.isolation.api import UsageError  # noqa: PLC0415
    from tools.isolation.output import render, wants_colour  # noqa: PLC0415
    from tools.isolation.policy import PolicyError  # noqa: PLC0415
    from tools.seal import (  # noqa: PLC0415
        CheckFailed,
        SealKeyError,
        WorkspaceChangedError,
        read_key,
        seal_workspace,
    )

    try:
        # Where the server gets the key from, so that it finds the signature it asks for.
        key = read_key(merged(read_values(root), os.environ))
        result = seal_workspace(root, key=key)
    except CheckFailed as failed:
        shown = render(failed.report, root, "text", colour=wants_colour(sys.stdout))
        return Verdict(sealed=False, message=f"check: not clean\n{shown}".rstrip())
    except (
        UsageError,
        PolicyError,
        WorkspaceChangedError,
        SealKeyError,
        SettingsError,
    ) as error:
        return Verdict(sealed=False, message=f"check: {error}".rstrip())
    except Exception as error:  # noqa: BLE001 - a checker that breaks must not pass anything
        trace = traceback.format_exc()
        return Verdict(sealed=False, message=f"{trace}check: could not be completed: {error}")
    report = result.report
    warnings = f", {report.warnings} warnings" if report.warnings else ""
    return Verdict(
        sealed=True,
        message=f"check: {report.files} files clean{warnings}, sealed ({report.elapsed_ms:.0f} ms)",
    )
