"""The guard's hook as the pre-commit framework installs and runs it, in a real clone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, write


def config() -> str:
    """Return this repository's own configuration with the guard's hook alone."""
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    head, _, hooks = text.partition("    hooks:\n")
    return head + "    hooks:\n" + re.split(r"(?m)^(?=      - id: )", hooks)[1]


def test_commits_and_merges_through_the_installed_hooks(
    world: World, ringfence: Run, tmp_path: Path
) -> None:
    """One clone for all of it: the hook's environment is what costs time."""
    # The hook runs `python -m tools` of the clone, so the fork has the real tools.
    for part in ("tools", "engine"):
        shutil.copytree(
            ROOT / part,
            world.clone / part,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__", "node_modules"),
        )
    # Compiled modules are no part of a commit.
    shutil.copy(ROOT / ".gitignore", world.clone)
    published = commit(world.clone, {".pre-commit-config.yaml": config()}, "the real tools")
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
    }

    def run(*command: str) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=world.clone, env=environment, check=False, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run("pre-commit", "install")
    assert code == 0, said
    assert (world.clone / ".git/hooks/pre-merge-commit").exists()

    write(world.clone, {"engine/helper.py": "# a fix of ours\n"})
    git(world.clone, "add", "--all")
    code, said = run("git", "commit", "--message", "edit")
    assert code == 1
    assert "engine/helper.py  modified" in said
    assert "ringfence approve" in said
    assert git(world.clone, "rev-parse", "HEAD") == published

    key = str(world.signer())
    assert ringfence("approve", "--key", key, "--as", "maintainer@msp.example").code == 0
    code, said = run("git", "commit", "--message", "approved")
    assert code == 0, said

    git(world.clone, "reset", "--quiet", "--hard", published)
    write(world.clone, {"workspace/workflows/mine.py": "x = 1\n"})
    git(world.clone, "add", "--all")
    code, said = run("git", "commit", "--message", "mine")
    assert code == 0, said

    # Upstream's next version, from a remote that has its address.
    tree = git(world.clone, "rev-parse", f"{published}^{{tree}}")
    base = git(world.clone, "commit-tree", tree, "-p", published, "-m", "released")
    git(world.clone, "switch", "--quiet", "--detach", base)
    write(world.clone, {"engine/core/run.py": "# the runner, next\n"})
    git(world.clone, "commit", "--quiet", "--no-verify", "--all", "--message", "next")
    theirs = git(world.clone, "rev-parse", "HEAD")
    git(world.clone, "switch", "--quiet", "dev")
    git(world.clone, "update-ref", "refs/ringfence/upstream", theirs)
    code, said = run("git", "merge", "--no-edit", theirs)
    assert code == 0, said
    code, said = run("git", "log", "-1", "--format=%P")
    assert len(said.split()) == 2
    # The same merge of somebody's branch is stopped.
    git(world.clone, "reset", "--quiet", "--hard", "HEAD~1")
    git(world.clone, "update-ref", "refs/ringfence/upstream", base)
    code, said = run("git", "merge", "--no-edit", theirs)
    assert code == 1
    assert "engine/core/run.py  modified" in said
