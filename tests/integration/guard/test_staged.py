"""On the developer's machine: staged changes, and merges that must not be in the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, write


@pytest.fixture
def staged(ringfence: Run) -> Run:
    def run(*more: str) -> object:
        return ringfence("guard", "--staged", "--format", "json", *more)

    return run


def stage(world: World, files: dict[str, str | None]) -> None:
    write(world.clone, files)
    git(world.clone, "add", "--all", "--force")


def test_only_what_is_staged_counts(world: World, staged: Run) -> None:
    write(world.clone, {"engine/helper.py": "# not staged\n"})
    stage_free = {"workspace/workflows/mine.py": "x = 1\n"}
    write(world.clone, stage_free)
    git(world.clone, "add", "workspace")
    assert (staged().code, staged().changes) == (0, [])
    git(world.clone, "add", "engine")
    assert (staged().code, staged().changes) == (1, [("engine/helper.py", "modified")])


@pytest.mark.parametrize(
    ("files", "change"),
    [
        ({"engine/evil.py": "x\n"}, ("engine/evil.py", "added")),
        ({"engine/helper.py": None}, ("engine/helper.py", "deleted")),
        ({"Engine/x.py": "x\n"}, ("Engine/x.py", "added")),
        ({".ringfence/allowed_signers": "me\n"}, (".ringfence/allowed_signers", "modified")),
    ],
)
def test_staged_changes_are_refused(
    world: World, staged: Run, files: dict[str, str | None], change: tuple[str, str]
) -> None:
    stage(world, files)
    assert (staged().code, staged().changes) == (1, [change])


def test_a_merge_of_upstream_passes(world: World, staged: Run) -> None:
    git(world.clone, "remote", "add", "upstream", "https://git.example/canonical/engine.git")
    git(world.clone, "fetch", "--quiet", "upstream")
    git(world.clone, "merge", "--quiet", "--no-commit", "--no-ff", "upstream/main")
    answer = staged()
    assert answer.code == 0
    assert "identical to upstream" in answer.proofs[0]


def test_a_merge_of_the_published_branch_passes(world: World, staged: Run) -> None:
    """Also when the branch went on after what is being merged, and a conflict is resolved."""
    git(world.clone, "switch", "--quiet", "--create", "sync", "origin/main")
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "v3.0.0")
    git(world.clone, "checkout", "FETCH_HEAD", "--", "engine", "tools")
    merged = commit(world.clone, {"docs/guide.md": "theirs\n"}, "sync")
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "switch", "--quiet", "dev")
    commit(world.clone, {"docs/guide.md": "mine\n"})
    git(world.clone, "fetch", "--quiet", "origin")
    with pytest.raises(AssertionError):
        git(world.clone, "merge", "--quiet", "--no-edit", merged)
    answer = staged()
    assert (answer.code, "unresolved conflicts" in answer.err) == (2, True)
    write(world.clone, {"docs/guide.md": "both\n"})
    git(world.clone, "add", "docs/guide.md")
    assert staged().code == 0
    # Since then, upstream's next version has come to the published branch.
    commit(world.upstream, {"engine/core/run.py": "# the runner, fourth version\n"}, "v4")
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "main")
    work = git(world.clone, "rev-parse", "FETCH_HEAD^{tree}")
    later = git(world.clone, "commit-tree", work, "-p", merged, "-m", "sync again")
    git(world.clone, "push", "--quiet", "origin", f"{later}:main")
    git(world.clone, "update-ref", "refs/remotes/origin/main", later)
    assert staged().code == 0


def test_a_merge_of_a_colleagues_branch_does_not_pass(world: World, staged: Run) -> None:
    git(world.clone, "switch", "--quiet", "--create", "colleague", "origin/main")
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "switch", "--quiet", "dev")
    git(world.clone, "merge", "--quiet", "--no-commit", "--no-ff", "colleague")
    assert staged().code == 1


def test_an_approval_made_for_the_published_branch_passes(
    world: World, staged: Run, ringfence: Run
) -> None:
    commit(world.clone, {"engine/helper.py": "# first try\n"})
    stage(world, {"engine/helper.py": "# a fix of ours\n"})
    assert staged().code == 1
    key, name = str(world.signer()), "maintainer@msp.example"
    assert ringfence("approve", "--key", key, "--as", name).code == 0
    assert staged().code == 0


def test_a_maintainers_clone_is_told_and_not_stopped(world: World, staged: Run) -> None:
    stage(world, {"engine/evil.py": "x\n"})
    git(world.clone, "config", "ringfence.maintainer", "true")
    answer = staged()
    assert answer.code == 0
    assert "will need an approval" in answer.out
    git(world.clone, "config", "ringfence.maintainer", "false")
    assert staged().code == 1


def test_the_index_of_a_partial_commit_counts(
    world: World, staged: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`git commit FILE` makes an index of its own and tells the hook where."""
    index = tmp_path / "next-index"
    stage(world, {"engine/evil.py": "x\n"})
    (world.clone / ".git/index").rename(index)
    git(world.clone, "read-tree", "HEAD")
    assert staged().code == 0
    monkeypatch.setenv("GIT_INDEX_FILE", str(index))
    assert staged().code == 1


def test_the_hook_runs_as_git_runs_it(world: World) -> None:
    """A real commit, from a subdirectory, through a real hook."""
    hook = world.clone / ".git/hooks/pre-commit"
    hook.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -P -c \'import sys; sys.path.insert(0, "{ROOT}");'
        'from tools.cli import main; sys.exit(main(["guard", "--staged"]))\'\n'
    )
    hook.chmod(0o755)
    for files, code in (({"engine/evil.py": "x\n"}, 1), ({"workspace/w.py": "x\n"}, 0)):
        git(world.clone, "reset", "--quiet", "--hard")
        stage(world, files)
        run = subprocess.run(
            ["git", "commit", "--quiet", "-m", "x"],
            cwd=world.clone / "workspace",
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode == code, run.stderr
        assert ("engine/evil.py  added" in run.stdout + run.stderr) is bool(code)
