"""``python -m tools``: the same as the ``ringfence`` command."""

from __future__ import annotations

from tools.cli import program

if __name__ == "__main__":
    program()
