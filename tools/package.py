"""The deployment package: exactly what the engine needs in Azure, listed and not left out.

Same tree, same bytes: entries are sorted and carry neither times nor owners.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.shared.seal import Seal

# Installed packages may be absent: then the platform installs requirements.txt itself.
_TREES = ("engine", ".python_packages")
_FILES = ("function_app.py", "host.json", "requirements.txt")
_LEFT_OUT = ("__pycache__",)
_EPOCH = (1980, 1, 1, 0, 0, 0)


class PackageError(Exception):
    """The package cannot be built; the message says why."""


def build_package(root: Path, seal: Seal, target: Path) -> int:
    """Pack the engine, the sealed workspace files and the seal under ``root`` into ``target``.

    Returns:
        How many files it holds.

    Raises:
        PackageError: a file is missing, or is not the sealed one.
        OSError: a file cannot be read, or the package not written.
    """
    members = {path: _sealed(root, path, seal) for path in seal.files}
    for path in (*_seal_files(seal), *_FILES, *_walk(root)):
        if not (root / path).is_file():
            raise PackageError(f"{path} is missing")
        members[path] = (root / path).read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(members):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, members[path])
    return len(members)


def _sealed(root: Path, path: str, seal: Seal) -> bytes:
    from engine.shared.seal import SealError, verify_file  # noqa: PLC0415

    try:
        return verify_file(root, path, seal)
    except SealError as error:
        raise PackageError(str(error)) from error


def _seal_files(seal: Seal) -> list[str]:
    from engine.shared.seal import SEAL_PATH, pack_path  # noqa: PLC0415

    return [SEAL_PATH, *(pack_path(tag) for tag in seal.code)]


def _walk(root: Path) -> Iterator[str]:
    for tree in _TREES:
        for directory, folders, files in os.walk(root / tree):
            folders[:] = [folder for folder in folders if folder not in _LEFT_OUT]
            for file in files:
                yield Path(directory, file).relative_to(root).as_posix()
