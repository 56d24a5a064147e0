"""A maintainer's signature covers exactly one step of the protected content, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.guard.conftest import Answer, Run
from tests.integration.guard.world import World, commit, git, write

SIGNERS = ".ringfence/allowed_signers"
EDIT = {"engine/helper.py": "# a fix of ours\n"}


@pytest.fixture
def approve(world: World, ringfence: Run) -> Run:
    def run(*more: str, key: str = "maintainer", name: str = "maintainer@msp.example") -> Answer:
        return ringfence("approve", "--key", str(world.signer(key)), "--as", name, *more)

    return run


def approvals(world: World) -> list[Path]:
    return sorted((world.clone / ".ringfence/approvals").glob("*.approval"))


def stage(world: World, files: dict[str, str | None]) -> None:
    write(world.clone, files)
    git(world.clone, "add", "--all", "--force")


def publish(world: World) -> tuple[str, str]:
    before = git(world.origin, "rev-parse", "main")
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    return before, git(world.clone, "rev-parse", "HEAD")


def test_an_approved_change_passes(world: World, approve: Run, guard: Run) -> None:
    stage(world, EDIT)
    answer = approve()
    assert answer.code == 0
    assert "engine/helper.py  modified" in answer.out
    commit(world.clone)
    verdict = guard()
    assert verdict.code == 0
    assert verdict.proofs == [f"approved by maintainer@msp.example ({approvals(world)[0].name})"]


def test_an_approval_survives_squash_and_rebase(world: World, approve: Run, guard: Run) -> None:
    commit(world.clone, {"engine/helper.py": "# first try\n"})
    stage(world, EDIT)
    assert approve().code == 0
    commit(world.clone)
    git(world.clone, "switch", "--quiet", "--create", "squash", "origin/main")
    commit(world.clone, {"workspace/workflows/else.py": "x = 1\n"})
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "merge", "--quiet", "--squash", "dev")
    commit(world.clone, message="squashed")
    assert guard().code == 0
    assert guard("origin/main", "HEAD", "--push").code == 0
    git(world.clone, "switch", "--quiet", "dev")
    git(world.clone, "rebase", "--quiet", "origin/main")
    assert guard().code == 0


def test_an_approval_for_other_content_covers_nothing(
    world: World, approve: Run, guard: Run
) -> None:
    stage(world, EDIT)
    approve()
    commit(world.clone, {"engine/helper.py": "# a fix of ours \n"})
    answer = guard()
    assert answer.code == 1
    assert "approves other content" in answer.reasons


def test_an_approval_from_other_content_covers_nothing(
    world: World, approve: Run, guard: Run
) -> None:
    """It must not bring back what was right before the base moved on."""
    stage(world, EDIT)
    approve()
    old = commit(world.clone)
    git(world.clone, "switch", "--quiet", "--create", "next", "origin/main")
    stage(world, {"engine/helper.py": "# a better fix\n"})
    approve()
    commit(world.clone)
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "checkout", old, "--", "engine", ".ringfence/approvals")
    commit(world.clone)
    answer = guard()
    assert answer.code == 1
    assert "a step from other content" in answer.reasons


def test_an_approval_counts_once(world: World, approve: Run, guard: Run) -> None:
    stage(world, EDIT)
    approve()
    commit(world.clone)
    publish(world)
    used = approvals(world)[0]
    text = used.read_bytes()
    stage(world, {"engine/helper.py": git(world.clone, "show", "HEAD~1:engine/helper.py") + "\n"})
    approve("--base", "HEAD")
    commit(world.clone, message="taken back")
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    commit(world.clone, EDIT)
    answer = guard()
    assert answer.code == 1
    assert f"{used.name} was used before" in answer.reasons
    (used.parent / f"{'0' * 32}.approval").write_bytes(text)
    commit(world.clone)
    assert "is a copy" in guard().reasons


@pytest.mark.parametrize("how", ["deleted", "modified"])
def test_used_approvals_stay(world: World, approve: Run, guard: Run, how: str) -> None:
    stage(world, EDIT)
    approve()
    commit(world.clone)
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    name = f".ringfence/approvals/{approvals(world)[0].name}"
    commit(world.clone, {name: None if how == "deleted" else "nonsense\n"})
    answer = guard()
    assert (answer.code, answer.changes) == (1, [(name, how)])
    assert "approvals are a record" in answer.reasons


def test_a_revert_of_an_approved_change_needs_its_own_approval(
    world: World, approve: Run, guard: Run
) -> None:
    stage(world, EDIT)
    approve()
    commit(world.clone)
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "revert", "--no-edit", "HEAD")
    assert guard().code == 1
    git(world.clone, "checkout", "HEAD~1", "--", ".ringfence/approvals")
    approve()
    commit(world.clone)
    assert guard().code == 0


def test_a_key_that_the_same_change_adds_counts_not_yet(
    world: World, approve: Run, guard: Run, ringfence: Run
) -> None:
    line = f"stranger@msp.example {world.public('stranger')}\n"
    before = (world.clone / SIGNERS).read_text()
    stage(world, {**EDIT, SIGNERS: before + line})
    refused = approve(key="stranger", name="stranger@msp.example")
    assert refused.code == 2
    assert "no signer at the base" in refused.err
    # The tool will not write it, so sign by hand what it would have.
    own = commit(world.clone)
    answer = approve("--base", own, "--head", own, key="stranger", name="stranger@msp.example")
    assert answer.code == 1  # nothing differs from itself
    forge(world, "stranger", "stranger@msp.example", guard)
    answer = guard()
    assert answer.code == 1
    assert "stranger@msp.example with this key is no signer at the base" in answer.reasons


def forge(world: World, key: str, name: str, guard: Run) -> None:
    """Commit a well-formed approval by somebody for the step that the guard asks about."""
    from tools.guard.approvals import sign

    needed = guard().document["steps"][0]["approvalNeeded"]
    approval = sign(needed["from"], needed["to"], name, world.signer(key))
    folder = world.clone / ".ringfence/approvals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / approval.name).write_bytes(approval.payload + approval.signature)
    commit(world.clone)


def test_a_signer_cannot_borrow_another_name(world: World, guard: Run) -> None:
    commit(world.clone, EDIT)
    forge(world, "stranger", "maintainer@msp.example", guard)
    assert "with this key is no signer" in guard().reasons


def set_signers(world: World, text: str, **more: str) -> None:
    """Give the fork's main other signers, as its administrators may."""
    git(world.clone, "switch", "--quiet", "--create", "admin", "origin/main")
    commit(world.clone, {SIGNERS: text, **{f".ringfence/{k}": v for k, v in more.items()}})
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "switch", "--quiet", "--create", "work", "origin/main")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ('valid-before="20200101"', "time in allowed_signers is over"),
        ('valid-after="20900101"', "time in allowed_signers has not begun"),
        ('namespaces="git"', "no signer at the base"),
    ],
)
def test_a_signers_validity_counts(world: World, guard: Run, options: str, reason: str) -> None:
    set_signers(world, f"maintainer@msp.example {options} {world.public()}\n")
    commit(world.clone, EDIT)
    forge(world, "maintainer", "maintainer@msp.example", guard)
    answer = guard()
    assert answer.code == 1
    assert reason in answer.reasons


def test_a_revoked_key_counts_no_more(world: World, guard: Run) -> None:
    set_signers(
        world,
        f"maintainer@msp.example {world.public()}\nsecond@msp.example {world.public('second')}\n",
        revoked_signers=f"{world.public()}\n",
    )
    commit(world.clone, EDIT)
    forge(world, "maintainer", "maintainer@msp.example", guard)
    answer = guard()
    assert answer.code == 1
    assert "the key is revoked" in answer.reasons
    forge(world, "second", "second@msp.example", guard)
    assert guard().code == 0


def test_the_story_of_a_signer(world: World, approve: Run, guard: Run, ringfence: Run) -> None:
    """In by a present signer's approval, out the same way; in between it may approve."""
    public = str(world.signer("second")) + ".pub"
    assert ringfence("approve", "--add-signer", "second@msp.example", public).code == 0
    git(world.clone, "commit", "--quiet", "--message", "add second")
    assert guard().code == 1
    assert approve().code == 0
    git(world.clone, "commit", "--quiet", "--message", "approved")
    assert guard().code == 0
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")

    assert ringfence("approve", "--remove-signer", "maintainer@msp.example").code == 0
    assert approve(key="second", name="second@msp.example").code == 0
    git(world.clone, "commit", "--quiet", "--message", "first one out")
    assert guard().code == 0
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")

    commit(world.clone, EDIT)
    forge(world, "maintainer", "maintainer@msp.example", guard)
    assert guard().code == 1
    listing = ringfence("approve", "--list").out
    assert "  second@msp.example\n" in listing
    assert "maintainer@msp.example with this key is no signer" in listing
    assert listing.count(" -> ") == 3


def test_the_list_says_what_each_approval_is_worth(
    world: World, approve: Run, ringfence: Run
) -> None:
    assert "new approvals:\n  none\nused approvals:\n  none\n" in ringfence("approve", "--list").out
    stage(world, EDIT)
    approve()
    assert "valid for this content" in ringfence("approve", "--list").out
    stage(world, {"engine/helper.py": "# changed again\n"})
    assert "valid, but for other content" in ringfence("approve", "--list").out
    write(world.clone, {".ringfence/approvals/x": "y\n"})
    git(world.clone, "add", "--force", ".ringfence/approvals/x")
    assert "x is no approval" in ringfence("approve", "--list").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--add-signer", "a b", "x.pub"), "cannot be a signer's name"),
        (("--add-signer", "a@x", "nowhere.pub"), "cannot be read"),
        (("--add-signer", "a@x", "README.md"), "no SSH public key"),
        (("--remove-signer", "a@x"), "is not in .ringfence/allowed_signers"),
        (("--remove-signer", "maintainer@msp.example"), "is the last signer"),
        (("--base", "nowhere"), "is no commit here"),
    ],
)
def test_bad_requests_are_explained(
    world: World, ringfence: Run, arguments: tuple[str, ...], message: str
) -> None:
    answer = ringfence("approve", *arguments)
    assert answer.code == 2
    assert message in answer.err
    assert git(world.clone, "status", "--porcelain") == ""


def test_a_key_twice_is_refused(world: World, ringfence: Run) -> None:
    answer = ringfence("approve", "--add-signer", "x@x", f"{world.signer()}.pub")
    assert (answer.code, "already" in answer.err) == (2, True)


def test_the_default_key_name_and_base_come_from_git(
    world: World, ringfence: Run, guard: Run
) -> None:
    stage(world, EDIT)
    assert "no SSH key was found" in ringfence("approve").err
    git(world.clone, "config", "user.signingKey", str(world.signer()))
    assert "the base knows: maintainer@msp.example" in ringfence("approve").err
    git(world.clone, "config", "user.email", "maintainer@msp.example")
    assert ringfence("approve").code == 0
    git(world.clone, "remote", "set-head", "origin", "--delete")
    assert "which branch" in ringfence("approve").err
    commit(world.clone)
    assert guard().code == 0


def test_a_key_that_cannot_sign_is_explained(world: World, approve: Run, ringfence: Run) -> None:
    stage(world, EDIT)
    answer = ringfence("approve", "--key", str(world.home / "none"), "--as", "x@x")
    assert (answer.code, "cannot sign" in answer.err) == (2, True)
    assert "cannot be a signer's name" in approve(name="a b").err


def test_without_signers_nobody_approves(
    world: World, approve: Run, guard: Run, ringfence: Run
) -> None:
    set_signers(world, "# nobody yet\n")
    (world.clone / SIGNERS).write_text("")
    git(world.clone, "commit", "--quiet", "--all", "--message", "none")
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    stage(world, EDIT)
    answer = approve()
    assert (answer.code, "nobody can approve" in answer.err) == (2, True)
    assert "  nobody" in ringfence("approve", "--list").out
    commit(world.clone)
    assert "nobody can approve" in guard().reasons


def test_a_linked_signers_file_is_no_signers_file(world: World, guard: Run) -> None:
    set_signers(world, "# soon a link\n")
    (world.clone / SIGNERS).unlink()
    (world.clone / SIGNERS).symlink_to("../workspace/mine")
    commit(world.clone)
    publish(world)
    git(world.clone, "fetch", "--quiet", "origin")
    commit(world.clone, EDIT)
    answer = guard()
    assert answer.code == 2
    assert "is not a file at the base" in answer.err
