"""The files that say who may approve, as people and `ringfence approve` edit them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, key, write
from tools.guard.approvals import sign

NAME = "maintainer@msp.example"
SIGNERS, REVOKED = ".ringfence/allowed_signers", ".ringfence/revoked_signers"


def set_signers(world: World, allowed: str, revoked: str | bytes | None = None) -> None:
    """Give the fork's main these files, byte for byte, and edit the engine on a branch of it."""
    git(world.clone, "switch", "--quiet", "--create", "admin", "origin/main")
    (world.clone / SIGNERS).write_bytes(allowed.encode())
    if revoked is not None:
        raw = revoked if isinstance(revoked, bytes) else revoked.encode()
        (world.clone / REVOKED).write_bytes(raw)
    commit(world.clone)
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "switch", "--quiet", "--create", "work", "origin/main")
    commit(world.clone, {"engine/helper.py": "# a fix of ours\n"})


def forge(world: World, guard: Run, signer: Path | None = None, name: str = NAME) -> None:
    """Commit an approval by hand: `ringfence approve` would not write one that does not count."""
    needed = guard().document["steps"][0]["approvalNeeded"]
    approval = sign(needed["from"], needed["to"], name, signer or world.signer())
    folder = world.clone / ".ringfence/approvals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / approval.name).write_bytes(approval.payload + approval.signature)
    commit(world.clone)


def test_files_with_windows_line_ends_count_as_they_are(world: World, guard: Run) -> None:
    """Through commits and the guard; tests/unit/guard/test_signers.py has the other forms."""
    lines = f"# ours\r\n\r\n{NAME} {world.public()}\r\nlee@x {world.public('second')}\r\n"
    set_signers(world, lines, f"\r\n{world.public('second')}\r\n")
    forge(world, guard, world.signer("second"), "lee@x")
    assert (guard().code, "the key is revoked" in guard().reasons) == (1, True)
    forge(world, guard)
    answer = guard()
    assert (answer.code, answer.proofs[0].split(" (")[0]) == (0, f"approved by {NAME}")


@pytest.fixture
def agent(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a real agent that holds the key `second`."""
    socket = world.home / "agent"
    with subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "SSH_AUTH_SOCK" in process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(world.signer("second"))], check=True)
        yield
        process.kill()


@pytest.mark.usefixtures("agent")
def test_a_key_in_an_agent_approves(world: World, guard: Run, ringfence: Run) -> None:
    set_signers(world, f"second@msp.example {world.public('second')}\n")
    public = world.home / "second.pub"
    (world.signer("second")).unlink()
    answer = ringfence("approve", "--key", str(public), "--as", "second@msp.example")
    assert answer.code == 0, answer.err
    commit(world.clone)
    assert guard().code == 0


def test_a_name_among_others_can_be_taken_off(world: World, ringfence: Run) -> None:
    other = key(world.home, "lee")
    text = (
        f"# ours\r\nlee@msp.example,{NAME} {world.public()}\r\n"
        f"{NAME} {world.public('second')}\r\n*@msp.example {world.public('lee')}\n"
    )
    set_signers(world, text)
    assert other.exists()
    answer = ringfence("approve", "--remove-signer", NAME)
    assert (answer.code, "by the pattern `*@msp.example`" in answer.err) == (2, True)
    write(world.clone, {SIGNERS: re.sub(r"(?m)^\*.*\n", "", text)})
    answer = ringfence("approve", "--remove-signer", NAME)
    assert (answer.code, answer.out[:32]) == (0, f"2 keys of {NAME}"[:32])
    assert (world.clone / SIGNERS).read_text() == f"# ours\nlee@msp.example {world.public()}\n"
    assert "is the last signer" in ringfence("approve", "--remove-signer", "lee@msp.example").err
    assert (world.clone / SIGNERS).read_bytes().count(b"\r") == 0
