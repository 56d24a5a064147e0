"""The one exception of this package, so that callers print a line instead of a traceback."""

from __future__ import annotations


class AzuriteError(Exception):
    """Azurite could not be installed or run; `str()` is one line saying what and what to do."""
