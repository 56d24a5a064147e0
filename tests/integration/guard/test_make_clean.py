"""`make clean` removes what can be made again, and nothing that says who may approve what."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.guard.world import git, home_environment, write

KEPT = (
    "local.settings.json",
    ".ringfence/allowed_signers",
    ".ringfence/revoked_signers",
    ".ringfence/approvals/0.approval",
)
MADE = (
    ".venv/pyvenv.cfg",
    ".mypy_cache/x",
    ".ringfence/seal.json",
    ".ringfence/cache/x",
    ".ringfence/uv/bin/uv",
    "engine/__pycache__/x.pyc",
    "workspace/a/__pycache__/x.pyc",
)


@pytest.mark.parametrize("ringfence", [True, False])
def test_make_clean_keeps_what_is_under_version_control(tmp_path: Path, ringfence: bool) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    names = [name for name in (*KEPT, *MADE) if ringfence or not name.startswith(".ringfence")]
    write(tmp_path, dict.fromkeys(names, "x\n"))
    write(tmp_path, {f"{part}/a.py": "x\n" for part in ("engine", "tools", "workspace", "tests")})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    tracked = git(tmp_path, "ls-files").split("\n")
    assert ringfence == (".ringfence/revoked_signers" in tracked)
    run = subprocess.run(
        ["make", "clean"],
        cwd=tmp_path,
        env=home_environment(tmp_path),
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert git(tmp_path, "ls-files", "--deleted") == ""
    left = [name for name in names if (tmp_path / name).exists()]
    assert left == [name for name in names if name in KEPT]
