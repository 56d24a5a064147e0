"""Checks and seals the workspace for the dev host, and turns every outcome into text."""

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Verdict:
    """Whether the workspace is sealed now, and what to tell the developer."""

    sealed: bool
    message: str


def check_and_seal(root: Path) -> Verdict:
    """Check the workspace and write the seal if it is clean; never raises for what it finds."""
    # Loaded here, because the checker is heavy and the ports and settings are judged before it.
    from tools.isolation.output import text  # noqa: PLC0415
    from tools.seal import CheckFailed, seal_workspace  # noqa: PLC0415

    started = time.monotonic()
    try:
        seal_workspace(root)
    except CheckFailed as failed:
        shown = text.render(failed.report, _source_lookup(root), color=sys.stdout.isatty())
        return Verdict(sealed=False, message=shown.rstrip())
    except Exception as error:  # noqa: BLE001 - a checker that breaks must not pass anything
        trace = traceback.format_exc()
        return Verdict(
            sealed=False, message=f"{trace}check: could not be completed: {error}".rstrip()
        )
    spent = (time.monotonic() - started) * 1000
    return Verdict(sealed=True, message=f"check: clean, sealed ({spent:.0f} ms)")
