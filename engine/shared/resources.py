"""Data files of the workspace, read as sealed: the door's one way to files beside the code."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath
from typing import Final, overload

from engine.shared.seal import WORKSPACE, Seal, SealError, read_regular, verify_file

_EXAMPLE: Final = "such as 'templates/welcome.txt'"
# Root and seal of the running engine; empty in a unit test of a workflow, where no engine runs.
_sealed: list[tuple[Path, Seal]] = []


def open_resources(root: Path, seal: Seal) -> None:
    """Serve only the files of ``seal`` from now on."""
    _sealed[:] = [(root, seal)]


def close_resources() -> None:
    """Forget the seal (tests)."""
    _sealed.clear()


@overload
def read_resource(path: str) -> bytes: ...
@overload
def read_resource(path: str, encoding: str) -> str: ...
def read_resource(path: str, encoding: str | None = None) -> bytes | str:
    """Return a data file of the workspace.

    Args:
        path: the file, relative to ``workspace/``, with ``/``.
        encoding: decode with it and return text; without it, bytes.

    Raises:
        ValueError: the path is absolute, leaves the workspace, or is no path at all.
        FileNotFoundError: there is no such file among the sealed ones.
        PermissionError: the file is no longer the sealed one.
    """
    relative = _inside(path)
    if _sealed:
        data = _read_sealed(*_sealed[0], relative)
    else:
        data = read_regular(_source_tree() / relative)
    return data if encoding is None else data.decode(encoding)


def _inside(path: str) -> str:
    if not isinstance(path, str):
        raise TypeError(f"a resource's path must be a str, not {type(path).__name__}")
    parts = str.__str__(path).split("/")
    if {"", ".", ".."} & set(parts) or "\\" in path or "\0" in path:
        raise ValueError(f"{path!r} must be a path relative to {WORKSPACE}/, {_EXAMPLE}")
    return str(PurePosixPath(*parts))


def _read_sealed(root: Path, seal: Seal, relative: str) -> bytes:
    path = f"{WORKSPACE}/{relative}"
    if path not in seal.files:
        raise FileNotFoundError(f"{path} is not among the sealed files; {_EXAMPLE}")
    try:
        return verify_file(root, path, seal)
    except SealError as error:
        raise PermissionError(str(error)) from error


def _source_tree() -> Path:
    """Find the workspace of a unit test: the package that the test has imported."""
    module = sys.modules.get(WORKSPACE)
    for location in getattr(module, "__path__", ()):
        return Path(location)
    return Path(WORKSPACE)
