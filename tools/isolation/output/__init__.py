"""Output formats: one file each, every one a pure function of a report."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TextIO

from tools.isolation.report import Report


def wants_colour(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether ``stream`` is a terminal whose user has not asked for plain text."""
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def render(report: Report, root: Path, output_format: str, *, colour: bool = False) -> str:
    """Render ``report`` in one of the command's formats.

    ``root`` is where the code frames' source lines are read from.
    """
    if output_format == "text":
        from tools.isolation.output.frames import DiskLines  # noqa: PLC0415
        from tools.isolation.output.text import render_text  # noqa: PLC0415

        return render_text(report, DiskLines(root), colour=colour)
    module = import_module(f"tools.isolation.output.{output_format}_format")
    text: str = module.render(report, os.environ)
    return text
