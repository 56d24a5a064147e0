"""Installs the locked Azurite once per lock file, safely when several processes try at once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.azurite.errors import AzuriteError
from tools.azurite.node import Node

_HERE = Path(__file__).parent
_MANIFEST = ("package.json", "package-lock.json")
_ENTRY = Path("node_modules", "azurite", "dist", "src", "azurite.js")
_TIMEOUT_SECONDS = 600


def lock_key(manifest: Path = _HERE) -> str:
    """Return the directory name of an installation: a digest of the two npm files."""
    digest = hashlib.sha256()
    for name in _MANIFEST:
        digest.update((manifest / name).read_bytes())
    return digest.hexdigest()[:16]


def entry_point(cache: Path, manifest: Path = _HERE) -> Path:
    """Return where Azurite's start script is once `ensure_installed` has run."""
    return cache / lock_key(manifest) / _ENTRY


def ensure_installed(
    cache: Path, node: Node, say: Callable[[str], None], manifest: Path = _HERE
) -> Path:
    """Return Azurite's start script below `cache`, installing it first if it is not there.

    Raises:
        AzuriteError: npm failed; the message ends with npm's last lines.
    """
    script = entry_point(cache, manifest)
    if script.is_file():
        return script
    say(f"azurite: installing with npm (Node {node.version}, {node.origin}), once per version ...")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="installing-", dir=cache) as scratch:
        work = Path(scratch, "tree")
        work.mkdir()
        for name in _MANIFEST:
            shutil.copyfile(manifest / name, work / name)
        _npm_ci(node, work)
        _publish(work, cache / lock_key(manifest))
    return script


def _npm_ci(node: Node, work: Path) -> None:
    arguments = [str(node.program), str(node.npm), "ci", "--ignore-scripts", "--no-audit"]
    try:
        run = subprocess.run(  # noqa: S603 - the programs found by tools.azurite.node
            [*arguments, "--no-fund", "--no-update-notifier", "--no-progress", "--prefer-offline"],
            cwd=work,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AzuriteError(
            f"`npm ci` for Azurite did not finish within {_TIMEOUT_SECONDS} s: "
            "is the npm registry reachable from here?"
        ) from error
    except OSError as error:
        raise AzuriteError(f"npm could not be started: {error}") from error
    if run.returncode != 0 or not (work / _ENTRY).is_file():
        raise AzuriteError(
            f"`npm ci` for Azurite failed with exit code {run.returncode}; "
            "is the npm registry reachable from here? npm said:" + tail(run.stdout)
        )


def _publish(work: Path, target: Path) -> None:
    try:
        work.rename(target)
    except OSError:
        # Another process renamed its own, equal tree first: theirs is as good as ours.
        if not (target / _ENTRY).is_file():
            raise


def tail(output: str, lines: int = 8) -> str:
    """Return the last non-empty lines of a program's output, indented, on lines of their own."""
    kept = [line.rstrip() for line in output.splitlines() if line.strip()][-lines:]
    return "".join(f"\n    {line}" for line in kept) or " (no output)"
