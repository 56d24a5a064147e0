"""`ringfence sync`: the engine's next version, and nothing of the fork lost on the way."""

from __future__ import annotations

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import POLICY, World, commit, git, write


@pytest.fixture
def sync(ringfence: Run) -> Run:
    def run(tag: str = "v3.0.0", *more: str) -> object:
        return ringfence("sync", "--to", tag, *more)

    return run


def test_a_sync_replaces_only_protected_paths(world: World, sync: Run, guard: Run) -> None:
    commit(world.clone, {"README.md": "ours\n", "docs/guide.md": "ours\n"})
    answer = sync()
    assert answer.code == 0
    assert "to upstream v3.0.0" in answer.out
    assert git(world.clone, "diff", "--name-only", "--cached").split("\n") == [
        "engine/core/run.py",
        "engine/new/part.py",
        "engine/sdk.py",
        "tools/check.py",
    ]
    assert git(world.clone, "status", "--porcelain").count("\n") == 3
    git(world.clone, "commit", "--quiet", "--message", "sync")
    assert guard().code == 0
    assert "at v3.0.0" in sync().out


def test_the_uses_of_removed_names_are_listed(world: World, sync: Run) -> None:
    write(
        world.clone,
        {
            "workspace/a.py": "from engine import sdk\n\nsdk.param()\nsdk.workflow()\n",
            "workspace/b.py": "def f():\n    import engine.sdk\n    return engine.sdk.param\n",
            "workspace/c.py": "from engine.sdk import workflow\nparam = 1\n",
            "workspace/broken.py": "def\n",
        },
    )
    commit(world.clone)
    out = sync("v3.0.0", "--dry-run").out
    listed = out.partition("no longer has:\n")[2].split()
    assert listed == [
        *("workspace/a.py:3:", "engine.sdk.param"),
        *("workspace/b.py:3:", "engine.sdk.param"),
        *("workspace/workflows/hello.py:1:", "engine.sdk.param"),
        *("workspace/workflows/other.py:3:", "engine.sdk.param"),
    ]
    assert git(world.clone, "status", "--porcelain") == ""


def test_the_latest_version_is_the_highest_on_the_branch(world: World, sync: Run) -> None:
    for tag in ("v2.9.0", "v2.10.0"):
        git(world.upstream, "tag", tag, "v3.0.0~1")
    git(world.upstream, "tag", "v9.0.0", "half")
    assert "to upstream v3.0.0" in sync("latest").out


def test_files_that_upstream_dropped_go(world: World, sync: Run) -> None:
    commit(world.upstream, {"engine/helper.py": None, "host.json": None})
    git(world.upstream, "tag", "v4.0.0")
    assert sync("v4.0.0").code == 0
    assert not (world.clone / "engine/helper.py").exists()
    assert not (world.clone / "host.json").exists()


def test_paths_that_the_new_version_protects_come_too(world: World, sync: Run) -> None:
    policy = POLICY.replace("    host.json\n", "    host.json\n    build.sh\n")
    commit(world.upstream, {".importlinter": policy, "build.sh": "theirs\n"})
    git(world.upstream, "tag", "v4.0.0")
    assert sync("v4.0.0").code == 0
    assert (world.clone / "build.sh").read_text() == "theirs\n"
    git(world.clone, "reset", "--quiet", "--hard")
    commit(world.clone, {"build.sh": "ours\n"})
    answer = sync("v4.0.0")
    assert (answer.code, "build.sh: edited here" in answer.err) == (1, True)


def test_committed_edits_are_shown_and_kept(world: World, sync: Run) -> None:
    commit(world.clone, {"engine/helper.py": "# ours\n"})
    answer = sync()
    assert answer.code == 1
    assert "engine: edited here" in answer.err
    assert "-# helps" in answer.out
    assert "+# ours" in answer.out
    assert "+# the runner, first" not in answer.out
    assert git(world.clone, "status", "--porcelain") == ""


@pytest.mark.parametrize("staged", [False, True])
def test_uncommitted_edits_are_shown_and_kept(world: World, sync: Run, staged: bool) -> None:
    write(world.clone, {"engine/helper.py": "# ours\n"})
    if staged:
        git(world.clone, "add", "--all")
    answer = sync()
    assert answer.code == 1
    assert "not committed: engine/helper.py" in answer.err
    assert "+# ours" in answer.out
    assert (world.clone / "engine/helper.py").read_text() == "# ours\n"


def test_an_approved_edit_can_be_kept(world: World, sync: Run, guard: Run, ringfence: Run) -> None:
    """A fork's own waivers, say, while the engine goes on."""
    write(world.clone, {".importlinter": POLICY.replace("httpx", "httpx boto3")})
    git(world.clone, "add", "--all")
    key = str(world.signer())
    assert ringfence("approve", "--key", key, "--as", "maintainer@msp.example").code == 0
    commit(world.clone)
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    assert ".importlinter" in sync("v3.0.0").out or sync("v3.0.0").code == 0
    git(world.clone, "reset", "--quiet", "--hard")
    commit(world.upstream, {".importlinter": POLICY + "# theirs\n", "engine/x.py": "x\n"})
    git(world.upstream, "tag", "v4.0.0")
    assert sync("v4.0.0").code == 1
    assert sync("v4.0.0", "--keep", ".importlinter").code == 0
    commit(world.clone)
    assert guard().code == 0
    assert "boto3" in (world.clone / ".importlinter").read_text()


def test_a_downgrade_is_refused(world: World, sync: Run) -> None:
    answer = sync("v1.0.0")
    assert answer.code == 1
    assert "older than what the base has" in answer.err


def test_a_tag_beside_the_branch_is_refused(world: World, sync: Run) -> None:
    answer = sync("half")
    assert (answer.code, "not on upstream's branch" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("v7.7.7", "upstream cannot be fetched"),
        ("--x", "cannot be a tag's name"),
        ("a..b", "cannot be a tag's name"),
        ("v1:refs/heads/main", "cannot be a tag's name"),
    ],
)
def test_what_is_no_version_is_explained(
    world: World, ringfence: Run, tag: str, message: str
) -> None:
    answer = ringfence("sync", f"--to={tag}")
    assert (answer.code, message in answer.err) == (2, True)


def test_other_impossible_syncs_are_explained(
    world: World, sync: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no protected path" in sync("v3.0.0", "--keep", "docs/guide.md").err
    for tag in git(world.upstream, "tag").split():
        git(world.upstream, "tag", "--delete", tag)
    git(world.upstream, "tag", "vnext")
    assert "no version tag" in sync("latest").err
    git(world.clone, "remote", "set-url", "origin", "https://git.example/canonical/engine")
    assert "upstream itself" in sync().err
    commit(world.clone, {".importlinter": "[ringfence]\nprotected = engine\n"})
    assert "no upstream is configured" in sync().err
