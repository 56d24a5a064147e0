"""Edits ``.ringfence/allowed_signers``; the guard then asks for a present signer's approval."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

from tools.guard.approvals import NAMESPACE
from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.protected import SIGNERS

_NAME = re.compile(r"[A-Za-z0-9][\w.+@-]*\Z", re.ASCII)
_KEY = re.compile(r"(?P<kind>(?:ssh|ecdsa|sk)-[\w.@-]+) (?P<key>[A-Za-z0-9+/]+={0,3})(?: .*)?\Z")


def add(repository: Repository, name: str, key_file: Path) -> None:
    """Add a line for ``name`` with the public key in ``key_file``, and stage the file.

    Raises:
        GuardError: the name or the key cannot be used, or the key is there already.
    """
    if not _NAME.match(name):
        raise GuardError(f"`{name}` cannot be a signer's name", "use an e-mail address")
    try:
        match = _KEY.match(key_file.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise GuardError(f"{key_file} cannot be read: {error}") from error
    if match is None:
        raise GuardError(f"{key_file} is no SSH public key", "name the .pub file")
    lines = _lines(repository)
    if any(match["key"] in line.split() for line in lines):
        raise GuardError(f"this key is in {SIGNERS.decode()} already")
    lines.append(f'{name} namespaces="{NAMESPACE}" {match["kind"]} {match["key"]}')
    _store(repository, lines)


def remove(repository: Repository, name: str) -> int:
    """Take ``name`` off every line, stage the file, and return on how many it was.

    Raises:
        GuardError: it is on none, a pattern covers it too, or nobody would be left to approve.
    """
    lines = _lines(repository)
    kept, count = [], 0
    for line in lines:
        names = _names(line)
        if name not in names:
            kept.append(line)
            continue
        count += 1
        if others := [one for one in names if one != name]:
            # One key may have several names.
            kept.append(",".join(others) + line.removeprefix(line.split()[0]))
    left = [pattern for line in kept for pattern in _names(line) if fnmatchcase(name, pattern)]
    if left:
        raise GuardError(
            f"{name} would still be a signer, by the pattern `{left[0]}`",
            f"edit {SIGNERS.decode()} by hand, `git add` it, then ringfence approve",
        )
    if not count:
        raise GuardError(f"{name} is not in {SIGNERS.decode()}", "ringfence approve --list")
    if not any(map(_names, kept)):
        raise GuardError(f"{name} is the last signer", "add the successor first: --add-signer")
    _store(repository, kept)
    return count


def _names(line: str) -> list[str]:
    words = [] if line.startswith("#") else line.split()
    return words[0].split(",") if words else []


def _path(repository: Repository) -> Path:
    return work_tree(repository) / os.fsdecode(SIGNERS)


def _lines(repository: Repository) -> list[str]:
    path = _path(repository)
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _store(repository: Repository, lines: list[str]) -> None:
    path = _path(repository)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    stage(repository, path)


def work_tree(repository: Repository) -> Path:
    """Return the top of the work tree.

    Raises:
        GuardError: the repository is bare.
    """
    raw = repository.real("rev-parse", "--path-format=absolute", "--show-toplevel")
    return Path(os.fsdecode(raw.rstrip(b"\n")))


def stage(repository: Repository, path: Path) -> None:
    """Put a file into the index as it is, even where it is ignored."""
    repository.real("add", "--force", "--", str(path))
