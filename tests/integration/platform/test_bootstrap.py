"""Making the environment: real venv, real pip, and every failure as one clear message."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

PATCHED = """
import runpy, sys
{patch}
sys.argv = ["tools/bootstrap.py"]
runpy.run_path("tools/bootstrap.py", run_name="__main__")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The least that bootstrap needs, with one small locked package."""
    for name in ("tools", "engine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    for name in (
        "Makefile",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "tools/bootstrap.py",
        "tools/ringfence",
    ):
        shutil.copy(ROOT / name, tmp_path / name)
    locked = (ROOT / "requirements-dev.txt").read_text().splitlines()
    (line,) = [line for line in locked if line.startswith("idna==")]
    (tmp_path / "requirements-dev.txt").write_text(line + "\n")
    return tmp_path


def bootstrap(
    root: Path, patch: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    script = ["tools/bootstrap.py"] if patch is None else ["-c", PATCHED.format(patch=patch)]
    return subprocess.run(
        [sys.executable, *script],
        cwd=root,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_environment_is_made_once_and_renewed_when_the_lock_changes(checkout: Path) -> None:
    first = bootstrap(checkout)
    assert first.returncode == 0, first.stderr
    phases = [line.split()[1] for line in first.stdout.splitlines() if "/3 " in line]
    assert phases == ["1/3", "2/3", "3/3"]
    command = checkout / ".venv/bin/ringfence"
    assert os.access(command, os.X_OK)
    assert command.read_text().startswith(f"#!{checkout}/.venv/bin/python")
    started = time.monotonic()
    second = bootstrap(checkout)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert time.monotonic() - started < 1
    lock = checkout / "requirements-dev.txt"
    lock.write_text(lock.read_text() + "no-such-package-of-ours==1\n")
    third = bootstrap(checkout, PIP_NO_INDEX="1")
    assert third.returncode == 1
    assert "pip failed with exit code 1" in third.stderr
    assert "no-such-package-of-ours" in third.stderr
    assert not (checkout / ".venv/ringfence-stamp").exists()


def test_environment_of_another_python_starts_over(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv/pyvenv.cfg").write_text("version = 3.9.1\n")
    (checkout / ".venv/leftover").touch()
    result = bootstrap(checkout, PIP_NO_INDEX="1")
    assert result.returncode == 1
    assert not (checkout / ".venv/leftover").exists()


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ("sys.version_info = (3, 10, 1)", "Ringfence needs Python 3.11 or newer"),
        ("sys.modules['ensurepip'] = None", "lacks the module `ensurepip`"),
        ("sys.executable = '/bin/false'", "`python -m venv .venv` failed"),
        (
            "import subprocess\ndef stop(*a, **k): raise KeyboardInterrupt\nsubprocess.run = stop",
            "interrupted; the next run starts over",
        ),
    ],
)
def test_failures_are_one_clear_message(checkout: Path, patch: str, message: str) -> None:
    result = bootstrap(checkout, patch)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (checkout / ".venv/ringfence-stamp").exists()


def test_old_interpreters_can_parse_it() -> None:
    """They must get as far as the message about their version."""
    source = (ROOT / "tools/bootstrap.py").read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    assert "annotations" not in {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for name in node.names
    }


def test_make_without_any_python_says_so(checkout: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("make", "sh"):
        found = shutil.which(name)
        assert found is not None
        (programs / name).symlink_to(found)
    result = subprocess.run(
        [str(programs / "make"), "bootstrap"],
        cwd=checkout,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "bootstrap: python3 not found: install Python 3.11 or newer" in result.stderr
