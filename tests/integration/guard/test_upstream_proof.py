"""A sync passes by content, however it is merged, and nothing that only looks like one does."""

from __future__ import annotations

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, write

SYNCED = ("engine", "tools", ".importlinter", ".github", "docs/rules.md", "host.json")


def take(world: World, version: str, *paths: str) -> None:
    """Bring the clone's protected paths to an upstream version, by hand."""
    git(world.clone, "fetch", "--quiet", "--no-tags", f"file://{world.upstream}", version)
    git(world.clone, "rm", "-r", "--quiet", "--", *(paths or SYNCED))
    git(world.clone, "checkout", "FETCH_HEAD", "--", *(paths or SYNCED))


def publish(world: World, *options: str) -> tuple[str, str]:
    """Push the clone's HEAD to the fork's main; return the commit before and after."""
    before = git(world.origin, "rev-parse", "main")
    git(world.clone, "push", "--quiet", *options, "origin", "HEAD:main")
    return before, git(world.clone, "rev-parse", "HEAD")


def test_a_sync_passes(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, {"workspace/workflows/mine.py": "x = 1\n"}, "sync")
    answer = guard()
    assert answer.code == 0
    assert len(answer.changes) == 4
    tag = git(world.upstream, "rev-parse", "v3.0.0")
    assert answer.proofs == [f"identical to upstream {tag}"]


@pytest.mark.parametrize("version", ["v2.0.0", "v3.0.0", "main"])
def test_a_sync_to_any_state_of_the_branch_passes(world: World, guard: Run, version: str) -> None:
    take(world, version)
    commit(world.clone, message="sync")
    assert guard().code == 0


def test_a_merge_of_upstream_passes(world: World, guard: Run) -> None:
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "main")
    git(world.clone, "merge", "--quiet", "--no-edit", "FETCH_HEAD")
    assert guard().code == 0


def test_a_squash_merge_of_a_sync_passes_the_push(world: World, guard: Run) -> None:
    take(world, "v3.0.0", "engine")
    commit(world.clone, message="half of it")
    take(world, "v3.0.0")
    commit(world.clone, message="all of it")
    git(world.clone, "switch", "--quiet", "--create", "squash", "origin/main")
    git(world.clone, "merge", "--quiet", "--squash", "dev")
    commit(world.clone, message="squashed")
    before, after = publish(world)
    answer = guard(before, after, "--push")
    assert (answer.code, len(answer.changes)) == (0, 4)


def test_a_rebase_merge_of_a_sync_passes_the_push(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    git(world.clone, "switch", "--quiet", "--create", "other", "origin/main")
    commit(world.clone, {"workspace/workflows/else.py": "x = 1\n"})
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "switch", "--quiet", "dev")
    assert guard().code == 0
    git(world.clone, "rebase", "--quiet", "origin/main")
    before, after = publish(world)
    assert guard(before, after, "--push").code == 0


def test_a_force_push_that_rewinds_the_engine_is_refused(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    publish(world)
    git(world.clone, "reset", "--quiet", "--hard", "HEAD~1")
    before, after = publish(world, "--force")
    # Seen as a pull request there is nothing to merge; as a push it takes the engine back.
    assert guard(before, after).code == 0
    answer = guard(before, after, "--push")
    assert answer.code == 1
    assert "older than what the base has" in answer.reasons


def test_a_force_push_to_unrelated_history_is_judged_by_content(world: World, guard: Run) -> None:
    git(world.clone, "switch", "--quiet", "--orphan", "fresh")
    git(world.clone, "checkout", "dev", "--", ".")
    commit(world.clone, message="the same content")
    before, after = publish(world, "--force")
    assert guard(before, after, "--push").code == 0
    commit(world.clone, {"engine/evil.py": "x\n"})
    assert guard(before, "HEAD", "--push").code == 1
    answer = guard(before, "HEAD")
    assert (answer.code, answer.out) == (2, "")
    assert "no commit in common" in answer.err


def test_one_smuggled_byte_is_named(world: World, guard: Run, ringfence: Run) -> None:
    take(world, "v3.0.0")
    path = world.clone / "engine/core/run.py"
    path.write_text(path.read_text() + " ")
    commit(world.clone, message="sync")
    answer = guard()
    assert answer.code == 1
    assert "no commit of upstream has this content of engine" in answer.reasons
    nearest = answer.document["steps"][0]["nearest"]
    assert nearest["commit"] == git(world.upstream, "rev-parse", "v3.0.0")
    assert [change["path"] for change in nearest["changes"]] == ["engine/core/run.py"]
    text = ringfence("guard", "--base", "origin/main", "--head", "HEAD", "--fetch").out
    assert "which differs in:\n    engine/core/run.py  modified" in text


def test_a_smuggled_file_beside_a_sync_is_refused(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    write(world.clone, {"sitecustomize.py": "x\n"})
    commit(world.clone, message="sync")
    assert guard().code == 1


def test_a_downgrade_is_refused(world: World, guard: Run) -> None:
    take(world, "v1.0.0")
    commit(world.clone, message="sync to the old one")
    answer = guard()
    assert answer.code == 1
    assert "older than what the base has" in answer.reasons


def test_a_revert_of_a_sync_is_refused(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    publish(world)
    git(world.clone, "revert", "--no-edit", "HEAD")
    answer = guard()
    assert answer.code == 1
    assert "older than what the base has" in answer.reasons


def test_half_a_sync_is_refused(world: World, guard: Run) -> None:
    take(world, "v3.0.0", "engine")
    commit(world.clone, message="only the engine")
    answer = guard()
    assert answer.code == 1
    assert "only in part: tools" in answer.reasons


def test_a_mixture_of_versions_is_refused(world: World, guard: Run) -> None:
    take(world, "v1.0.0", "engine")
    take(world, "v3.0.0", "tools")
    commit(world.clone, message="mixture")
    answer = guard()
    assert answer.code == 1
    assert "no single commit of upstream has all of engine, tools" in answer.reasons


def test_what_only_lay_on_a_topic_branch_is_no_version(world: World, guard: Run) -> None:
    take(world, "half", "engine")
    commit(world.clone, message="half done")
    assert guard().code == 1


def test_a_sync_of_a_branch_that_missed_a_newer_one_is_refused(world: World, guard: Run) -> None:
    commit(
        world.upstream,
        {"engine/core/run.py": "# the runner, fourth version\n"},
        "v4",
    )
    take(world, "v3.0.0")
    commit(world.clone, message="sync to three")
    git(world.clone, "switch", "--quiet", "--create", "newer", "origin/main")
    take(world, "main")
    commit(world.clone, message="sync to four")
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    assert guard("origin/main", "dev").code == 1


def test_a_branch_that_has_what_the_base_has_passes(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    git(world.clone, "switch", "--quiet", "--create", "twin", "origin/main")
    take(world, "v3.0.0")
    commit(world.clone, message="the same sync again")
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    answer = guard("origin/main", "dev")
    assert answer.code == 0
    assert "identical to the base" in answer.proofs


def test_upstream_does_not_decide_who_may_approve(world: World, guard: Run) -> None:
    theirs = f"evil@upstream.example {world.public('stranger')}\n"
    commit(world.upstream, {".ringfence/allowed_signers": theirs}, "upstream's own signers")
    take(world, "main")
    git(world.clone, "checkout", "FETCH_HEAD", "--", ".ringfence/allowed_signers")
    commit(world.clone, message="sync with signers")
    answer = guard()
    assert answer.code == 1
    assert "who may approve has changed" in answer.reasons


def test_the_canonical_repository_proves_nothing_by_itself(
    world: World, guard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "canonical/engine")
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    answer = guard()
    assert answer.code == 1
    assert "upstream itself" in answer.reasons


def test_without_upstream_in_the_clone_the_way_to_it_is_said(world: World, ringfence: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD")
    assert answer.code == 1
    assert "+refs/heads/main:refs/ringfence/upstream" in answer.out
    git(world.clone, "remote", "add", "upstream", "git@git.example:canonical/engine.git")
    git(
        world.clone,
        *("fetch", "--quiet", f"file://{world.upstream}", "main:refs/remotes/upstream/main"),
    )
    assert ringfence("guard", "--base", "origin/main", "--head", "HEAD").code == 0


def test_an_unreachable_upstream_is_no_verdict(world: World, guard: Run) -> None:
    take(world, "v3.0.0")
    commit(world.clone, message="sync")
    world.upstream.rename(world.upstream.with_name("gone"))
    answer = guard()
    assert answer.code == 2
    assert "upstream cannot be fetched from https://git.example" in answer.err
