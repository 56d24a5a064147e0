"""Makes `.venv` from the lock file, on the bare interpreter, before anything else can run.

Kept to syntax that Python 3.6 parses, and therefore without `from __future__ import annotations`:
on an old interpreter the reader must get the message about its version, not a SyntaxError.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List  # noqa: UP035 - the newer spellings fail on old interpreters

MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.txt"
INPUTS = (LOCK, ROOT / "pyproject.toml")
VENV = ROOT / ".venv"
STAMP = VENV / "ringfence-stamp"
LAST_LINES = 12
PROGRESS_SECONDS = 4.0


class BootstrapError(Exception):
    """The environment could not be made; `str()` says why and what to do."""


def main() -> int:
    """Make or refresh the environment; 0 when it is ready, 1 with one clear message when not."""
    if sys.version_info < MINIMUM:
        return fail(
            f"Ringfence needs Python 3.11 or newer, and {sys.executable} is {version()}: "
            "install a newer one, or name it: make run PYTHON=/path/to/python3.11"
        )
    try:
        with only_one():
            prepare()
    except BootstrapError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        return fail("interrupted; the next run starts over")
    return 0


def prepare() -> None:
    """Bring `.venv` up to date with the lock file; no work when its stamp says it is."""
    wanted = fingerprint()
    if read(STAMP) == wanted and venv_python().exists():
        return
    started = time.monotonic()
    if STAMP.exists():
        STAMP.unlink()
    make_venv()
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    pip += ["--progress-bar", "off"]
    say(f"2/3 installing the locked packages ({LOCK.name}) ...")
    run_pip([*pip, "-r", str(LOCK)], progress=True)
    say("3/3 installing the `ringfence` command ...")
    run_pip([*pip, "--no-deps", "-e", "."], progress=False)
    STAMP.write_text(wanted, encoding="utf-8")
    say(f"ready in {time.monotonic() - started:.0f} s")


def make_venv() -> None:
    """Create the virtual environment, or start it over when it belongs to another Python."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise BootstrapError(
                f"this Python ({sys.executable}) lacks the module `{module}`: on Debian and "
                f"Ubuntu install python{sys.version_info[0]}.{sys.version_info[1]}-venv, "
                "elsewhere a complete Python"
            )
    say(f"1/3 making .venv with Python {version()} ...")
    if VENV.exists() and not made_by_this_python(read(VENV / "pyvenv.cfg")):
        shutil.rmtree(str(VENV))
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "venv", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        output = done.stdout.decode("utf-8", "replace").splitlines()
        raise BootstrapError(f"`python -m venv .venv` failed:{last(output)}")


def made_by_this_python(config: str) -> bool:
    """Tell whether a pyvenv.cfg names this interpreter's version."""
    pairs = [line.partition("=") for line in config.splitlines()]
    values = {name.strip(): value.strip() for name, _, value in pairs}
    return values.get("version", values.get("version_info", "")).startswith(version())


def run_pip(command: List[str], *, progress: bool) -> None:  # noqa: UP006 - see the import
    """Run pip with its output summarised; its last lines go into the error when it fails."""
    lines = []
    fetched = 0
    shown = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - the environment's own pip
        command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for raw in process.stdout or ():
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            fetched += line.startswith(("Collecting ", "Requirement already satisfied"))
            if progress and line.startswith("Installing collected packages"):
                say(f"    all {fetched} packages fetched; unpacking ...")
                progress = False
            elif progress and time.monotonic() - shown > PROGRESS_SECONDS:
                say(f"    {fetched} packages fetched")
                shown = time.monotonic()
    if process.returncode != 0:
        raise BootstrapError(
            f"pip failed with exit code {process.returncode}; is the package index reachable "
            f"from here? pip said:{last(lines)}"
        )


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let a second `make` wait instead of installing into the same directory at once."""
    state = ROOT / ".ringfence"
    state.mkdir(exist_ok=True)
    with (state / "bootstrap.lock").open("w") as file:
        if importlib.util.find_spec("fcntl") is not None:
            import fcntl  # noqa: PLC0415 - absent on Windows

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint() -> str:
    """Return what the environment depends on: both input files and the Python version."""
    digest = hashlib.sha256(sys.version.encode())
    for path in INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def venv_python() -> Path:
    """Return the path of the environment's interpreter."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def version() -> str:
    """Return this interpreter's version, three parts."""
    return ".".join(str(part) for part in sys.version_info[:3])


def read(path: Path) -> str:
    """Return a file's text; empty when there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def last(lines: List[str]) -> str:  # noqa: UP006 - see the import
    """Return the last non-empty lines, indented."""
    return "".join(f"\n    {line}" for line in [one for one in lines if one.strip()][-LAST_LINES:])


def say(line: str) -> None:
    """Show one line of progress."""
    print(f"bootstrap: {line}", flush=True)  # noqa: T201 - this is a command line program


def fail(line: str) -> int:
    """Show the error and return the exit code."""
    print(f"bootstrap: {line}", file=sys.stderr)  # noqa: T201 - this is a command line program
    return 1


if __name__ == "__main__":
    sys.exit(main())
