"""`git commit` refuses workspace code that breaks the rules: real git, real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.integration.platform.harness import copy_checkout

GOOD = '"""A module with one constant."""\n\nANSWER = 42\n'
BAD = "from engine.shared.storage import tables\n\nprint(tables)\n"


def test_commit_with_a_violation_is_refused(tmp_path: Path) -> None:
    root = copy_checkout(tmp_path)
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Dev",
        "GIT_AUTHOR_EMAIL": "dev@ringfence.example",
        "GIT_COMMITTER_NAME": "Dev",
        "GIT_COMMITTER_EMAIL": "dev@ringfence.example",
        # The other hooks need an environment each and do not look at the rule under test.
        "SKIP": "ruff,ruff-format,mypy,zizmor",
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=root, env=environ, capture_output=True, text=True, check=False
        )

    for setup in (["init", "-q"], ["add", "."], ["commit", "-qm", "start"]):
        assert run("git", *setup).returncode == 0
    installed = run("pre-commit", "install")
    assert installed.returncode == 0, installed.stdout

    bad = root / "workspace" / "workflows" / "bad.py"
    bad.write_text(BAD)
    run("git", "add", ".")
    refused = run("git", "commit", "-m", "bad")
    shown = refused.stdout + refused.stderr
    assert refused.returncode == 1, shown
    assert "workspace/workflows/bad.py:1:" in shown
    assert "RF101" in shown
    assert run("git", "log", "--oneline").stdout.count("\n") == 1

    bad.write_text(GOOD)
    run("git", "add", ".")
    accepted = run("git", "commit", "-m", "good")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert run("git", "log", "--oneline").stdout.count("\n") == 2
