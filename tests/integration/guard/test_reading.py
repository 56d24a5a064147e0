"""What the judged repository configures neither runs nor counts, and what is missing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, write
from tools.guard import command


def booby_trap(world: World) -> Path:
    """Configure everything that git would run, each leaving a file behind."""
    sprung = world.home / "sprung"
    trap = world.home / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $@" >> {sprung}\ncat\n')
    trap.chmod(0o755)
    hooks = world.home / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / name).symlink_to(trap)
    for name, value in {
        "core.fsmonitor": str(trap),
        "core.hooksPath": str(hooks),
        "core.pager": str(trap),
        "core.alternateRefsCommand": str(trap),
        "diff.external": str(trap),
        "diff.evil.textconv": str(trap),
        "diff.evil.command": str(trap),
        "filter.evil.clean": str(trap),
        "filter.evil.smudge": str(trap),
        "merge.evil.driver": str(trap),
        "gpg.program": str(trap),
        "gpg.ssh.program": str(trap),
        "log.showSignature": "true",
        "uploadpack.packObjectsHook": str(trap),
        "alias.log": f"!{trap}",
    }.items():
        git(world.clone, "config", name, value)
    write(world.clone, {"workspace/.gitattributes": "* diff=evil filter=evil merge=evil\n"})
    return sprung


def test_nothing_that_the_repository_configures_runs(
    world: World, guard: Run, ringfence: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(world.clone, {"engine/evil.py": "x\n", "workspace/w.py": "x\n"})
    sprung = booby_trap(world)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_EXEC_PATH"):
        monkeypatch.setenv(name, str(world.home / "trap"))
    monkeypatch.setenv("GIT_DIR", str(world.upstream / ".git"))
    assert guard().changes == [("engine/evil.py", "added")]
    assert ringfence("guard", "--staged").code == 0
    assert not sprung.exists()


def test_replaced_and_grafted_objects_do_not_count(world: World, guard: Run) -> None:
    good = git(world.clone, "rev-parse", "HEAD:engine")
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "replace", "HEAD:engine", good)
    assert git(world.clone, "diff", "--name-only", "origin/main", "HEAD") == ""
    assert guard().changes == [("engine/evil.py", "added")]


def test_alternates_and_worktrees_are_followed(world: World, ringfence: Run) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    borrowed = world.home / "borrowed"
    git(world.home, "clone", "--quiet", "--shared", str(world.clone), str(borrowed))
    tree = world.home / "tree"
    git(world.clone, "worktree", "add", "--quiet", "--detach", str(tree))
    write(tree, {"engine/more.py": "x\n"})
    git(tree, "add", "--all")
    for root, more in ((borrowed, ("--base", "HEAD~1", "--head", "HEAD")), (tree, ("--staged",))):
        answer = ringfence("guard", "--root", str(root), "--format", "json", *more)
        assert (answer.code, len(answer.changes)) == (1, 1)


def test_a_sha256_repository_is_read(world: World, ringfence: Run) -> None:
    root = world.home / "long"
    root.mkdir()
    git(root, "init", "--quiet", "--object-format=sha256")
    policy = "[ringfence]\nprotected = engine/\n"
    commit(root, {".importlinter": policy, "engine/a.py": "x\n", "workspace/w.py": "x\n"})
    commit(root, {"engine/a.py": "y\n"})
    answer = ringfence(
        "guard", "--root", str(root), "--base", "HEAD~1", "--head", "HEAD", "--format", "json"
    )
    assert (answer.code, answer.changes) == (1, [("engine/a.py", "modified")])
    assert "no upstream is configured" in answer.reasons


def shallow(world: World, depth: int) -> Path:
    git(world.clone, "push", "--quiet", "origin", "dev")
    target = world.home / "shallow"
    git(
        world.home,
        *("clone", "--quiet", "--depth", str(depth), "--no-single-branch"),
        *(f"file://{world.origin}", str(target)),
    )
    return target


def test_a_shallow_clone_is_told_what_to_fetch(world: World, ringfence: Run) -> None:
    commit(world.clone, {"workspace/a.py": "x\n"})
    commit(world.clone, {"workspace/b.py": "x\n"})
    target = shallow(world, 1)
    arguments = ("--root", str(target), "--base", "origin/main", "--head", "origin/dev")
    answer = ringfence("guard", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "git fetch --unshallow origin" in answer.err
    # To compare two commits as they are, no history is needed.
    assert ringfence("guard", *arguments, "--push").code == 0
    git(target, "fetch", "--quiet", "--unshallow", "origin")
    assert ringfence("guard", *arguments).code == 0


def test_a_shallow_clone_proves_a_sync_once_upstream_is_fetched(
    world: World, ringfence: Run
) -> None:
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "v3.0.0")
    git(world.clone, "checkout", "FETCH_HEAD", "--", "engine", "tools")
    commit(world.clone, message="sync")
    target = shallow(world, 1)
    git(target, "fetch", "--quiet", "--depth", "1", f"file://{world.upstream}", "main")
    git(target, "update-ref", "refs/ringfence/upstream", "FETCH_HEAD")
    arguments = ("--root", str(target), "--base", "origin/main", "--head", "origin/dev", "--push")
    answer = ringfence("guard", *arguments)
    assert answer.code == 2
    assert "upstream's history may be cut off" in answer.err
    assert ringfence("guard", *arguments, "--fetch").code == 0


def test_a_clone_without_trees_is_told_what_to_fetch(world: World, ringfence: Run) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "push", "--quiet", "origin", "dev")
    git(world.origin, "config", "uploadpack.allowFilter", "true")
    target = world.home / "partial"
    git(
        world.home,
        *("clone", "--quiet", "--filter=tree:0", "--bare"),
        *(f"file://{world.origin}", str(target)),
    )
    answer = ringfence("guard", "--root", str(target), "--base", "main", "--head", "dev")
    assert (answer.code, answer.out) == (2, "")
    assert "is not in this clone" in answer.err
    assert "git fetch --refetch" in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name both sides"),
        (("--base", "origin/main"), "name both sides"),
        (("--staged", "--head", "HEAD"), "--staged judges the index"),
        (("--base", "nowhere", "--head", "HEAD"), "`nowhere` is no commit here"),
        (("--base", "origin/main", "--head=--all"), "`--all` is no commit here"),
        (("--base", "origin/main", "--head", "HEAD:engine"), "is no commit here"),
        (("--base", "origin/main", "--head", "HEAD", "--root", "/"), "not a git repository"),
    ],
)
def test_bad_usage_is_explained(
    world: World, ringfence: Run, arguments: tuple[str, ...], message: str
) -> None:
    answer = ringfence("guard", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (None, ".importlinter is no file"),
        ("[ringfence]\ndoor = engine.sdk\n", "`protected` is missing"),
        ("[ringfence]\nprotected = ../x\n", "is not a plain relative path"),
        ("[ringfence]\nprotected = /etc/\n", "is not a plain relative path"),
        ("[ringfence]\nprotected = x\nupstream = ext::sh main\n", "`upstream` is an address"),
        ("[ringfence]\nprotected = x\nupstream = https://x.example\n", "`upstream` is an address"),
        ("nonsense\n", ".importlinter:1: a section such as"),
    ],
)
def test_a_base_with_a_broken_policy_is_explained(
    world: World, ringfence: Run, policy: str | None, message: str
) -> None:
    commit(world.clone, {".importlinter": policy})
    answer = ringfence("guard", "--base", "HEAD", "--head", "HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_a_policy_that_is_not_text_is_explained(world: World, ringfence: Run) -> None:
    (world.clone / ".importlinter").write_bytes(b"\xff")
    commit(world.clone)
    assert "is not UTF-8" in ringfence("guard", "--base", "HEAD", "--head", "HEAD").err


def test_an_error_reaches_the_job_summary(
    world: World, ringfence: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    answer = ringfence("guard", "--base", "no`pe", "--head", "HEAD", "--format", "github")
    assert answer.code == 2
    assert answer.out.startswith("::error title=ringfence guard::")
    assert "Not judged" in (tmp_path / "summary").read_text()


def test_our_own_failure_is_never_an_answer(
    world: World, ringfence: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(command, "_judge", broken)
    answer = ringfence("guard", "--staged")
    assert (answer.code, answer.out) == (3, "")
    assert "nothing is vouched for" in answer.err


def test_the_export_is_data(world: World, ringfence: Run, tmp_path: Path) -> None:
    booby_trap(world)
    workspace = world.clone / "workspace"
    write(world.clone, {"workspace/.gitattributes": "* export-ignore ident\n"})
    write(world.clone, {"workspace/workflows/run.py": "# $Id$\n"})
    (workspace / "workflows/run.py").chmod(0o755)
    (workspace / "link").symlink_to("/etc")
    oid = git(world.upstream, "rev-parse", "HEAD")
    git(world.clone, "config", "--remove-section", "filter.evil")
    git(world.clone, "add", "--all")
    git(world.clone, "update-index", "--add", "--cacheinfo", f"160000,{oid},workspace/module")
    git(world.clone, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "x")
    target = tmp_path / "judged"
    arguments = ("guard", "--base", "origin/main", "--head", "HEAD", "--export", str(target))
    assert ringfence(*arguments).code == 0
    written = target / "workspace"
    assert (written / "workflows/run.py").read_text() == "# $Id$\n"
    assert (written / "workflows/run.py").stat().st_mode & 0o777 == 0o600
    assert (written / "link").readlink() == Path("/etc")
    assert (written / "module").is_symlink()
    assert sorted(path.name for path in target.iterdir()) == ["workspace"]
    again = ringfence(*arguments)
    assert (again.code, "is not empty" in again.err) == (2, True)


def test_a_workspace_that_is_a_link_is_not_exported(
    world: World, ringfence: Run, tmp_path: Path
) -> None:
    git(world.clone, "rm", "-r", "--quiet", "workspace")
    (world.clone / "workspace").symlink_to("/")
    commit(world.clone)
    arguments = ("guard", "--base", "origin/main", "--head", "HEAD", "--push")
    answer = ringfence(*arguments, "--export", str(tmp_path / "judged"))
    assert answer.code == 2
    assert "workspace/ is no directory" in answer.err


def test_the_document_has_everything(world: World, guard: Run) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    document = json.loads(guard().out)
    assert document["allowed"] is False
    assert document["changes"][0]["new"]["mode"] == "100644"
    assert document["steps"][0]["approvalNeeded"].keys() == {"from", "to"}
    assert document["help"]
    assert document["elapsedMs"] > 0
