"""Output formats: one file each, every one a pure function of a report."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from tools.isolation.report import Report
from tools.isolation.terminal import wants_colour as wants_colour


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
