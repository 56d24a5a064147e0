"""What a clone keeps about its objects may be forged: the guard believes the objects alone."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git


def evil_sync(world: World) -> tuple[str, str]:
    """Commit a false upstream version; return upstream's real commit and the false one's id."""
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "main")
    real = git(world.clone, "rev-parse", "FETCH_HEAD")
    git(world.clone, "update-ref", "refs/ringfence/upstream", real)
    git(world.clone, "checkout", real, "--", "engine", "tools")
    return real, commit(world.clone, {"engine/evil.py": "steal()\n"}, "as if from upstream")


def refused(ringfence: Run, *more: str) -> None:
    answer = ringfence(
        "guard", "--base", "origin/main", "--head", "HEAD", "--format", "json", *more
    )
    assert (answer.code, ("engine/evil.py", "added") in answer.changes) == (1, True), answer.out
    assert "no commit of upstream has this content" in answer.reasons


def objects(world: World, oid: str) -> Path:
    return world.clone / ".git/objects" / oid[:2] / oid[2:]


def test_a_forged_commit_graph_does_not_count(world: World, ringfence: Run) -> None:
    """It says which tree a commit has, and git believes it."""
    real, evil = evil_sync(world)
    theirs, mine = (git(world.clone, "rev-parse", f"{one}^{{tree}}") for one in (real, evil))
    git(world.clone, "commit-graph", "write", "--reachable")
    graph = world.clone / ".git/objects/info/commit-graph"
    data = graph.read_bytes()[:-20]
    assert data.count(bytes.fromhex(theirs)) == 1
    data = data.replace(bytes.fromhex(theirs), bytes.fromhex(mine))
    graph.chmod(0o644)
    graph.write_bytes(data + hashlib.sha1(data).digest())
    assert git(world.clone, "log", "-1", "--format=%T", real) == mine
    refused(ringfence)


def test_a_graft_does_not_count(world: World, ringfence: Run) -> None:
    """It gives upstream's commit a parent that it does not have."""
    real, evil = evil_sync(world)
    (world.clone / ".git/info").mkdir(exist_ok=True)
    (world.clone / ".git/info/grafts").write_text(f"{real} {evil}\n")
    assert git(world.clone, "rev-parse", f"{real}^1") == evil
    refused(ringfence)


@pytest.mark.parametrize("what", ["commit", "tree"])
def test_a_replaced_upstream_does_not_count(world: World, ringfence: Run, what: str) -> None:
    real, evil = evil_sync(world)
    suffix = "" if what == "commit" else ":engine"
    git(world.clone, "replace", f"{real}{suffix}", f"{evil}{suffix}")
    assert git(world.clone, "rev-parse", f"{real}:engine/evil.py")
    refused(ringfence)


def test_a_replaced_base_does_not_count(world: World, ringfence: Run) -> None:
    """Neither what it protects nor who its signers are."""
    _, evil = evil_sync(world)
    git(world.clone, "replace", "refs/remotes/origin/main", evil)
    assert git(world.clone, "diff", "--name-only", "origin/main", "HEAD") == ""
    refused(ringfence)


@pytest.mark.parametrize("where", ["here", "borrowed"])
def test_an_object_with_anothers_content_is_no_object(
    world: World, ringfence: Run, where: str
) -> None:
    """Git hashes what it receives, not what it reads, here or from a borrowed directory."""
    _, evil = evil_sync(world)
    good = git(world.clone, "rev-parse", f"{evil}~1:engine")
    bad = git(world.clone, "rev-parse", f"{evil}:engine")
    loosen(world)
    data = zlib.decompress(objects(world, bad).read_bytes())
    target = objects(world, good)
    target.unlink()
    if where == "borrowed":
        lender = world.home / "lender"
        (world.clone / ".git/objects/info/alternates").write_text(f"{lender}\n")
        target = lender / good[:2] / good[2:]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(zlib.compress(data))
    assert "evil.py" in git(world.clone, "cat-file", "--batch", stdin=f"{good}\n".encode())
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert f"object {good} in this clone has another object's content" in answer.err


def loosen(world: World) -> None:
    """Give every object of the clone a file of its own."""
    for pack in list((world.clone / ".git/objects/pack").glob("*.pack")):
        away = world.home / pack.name
        for part in pack.parent.glob(f"{pack.stem}.*"):
            part.rename(away.with_suffix(part.suffix))
        git(world.clone, "unpack-objects", "-q", stdin=away.read_bytes())


def test_a_directory_of_objects_that_the_environment_names_does_not_count(
    world: World, ringfence: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is not what others will have."""
    git(world.clone, "push", "--quiet", "origin", "dev")
    commit(world.upstream, {"workspace/w.py": "x\n"})
    head = git(world.upstream, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(world.upstream / ".git/objects"))
    assert git(world.clone, "cat-file", "-t", head) == "commit"
    answer = ringfence("guard", "--base", "origin/main", "--head", head, "--push")
    assert (answer.code, "is no commit here" in answer.err) == (2, True)


def test_a_forged_boundary_does_not_hide_where_histories_part(world: World, ringfence: Run) -> None:
    """Cut off below an edit of the engine, the edit would look as if it had always been there."""
    edit = commit(world.clone, {"engine/evil.py": "steal()\n"})
    commit(world.clone, {"workspace/w.py": "x\n"})
    (world.clone / ".git/shallow").write_text(f"{edit}\n")
    assert git(world.clone, "rev-list", "--count", "HEAD") == "2"
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert "this clone is shallow" in answer.err
