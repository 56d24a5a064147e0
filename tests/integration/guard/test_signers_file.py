"""The files that say who may approve, in all the forms that ssh allows and editors leave."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, key, write
from tools.guard.approvals import Approval, parse, sign

NAME = "maintainer@msp.example"
SIGNERS, REVOKED = ".ringfence/allowed_signers", ".ringfence/revoked_signers"
# ssh's message for a time that is over has the file's line in it, so the line must be whole.
EXPIRED = 'valid-before="20200101"'


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


def bring(world: World, approval: Approval) -> None:
    """Commit an approval by hand: `ringfence approve` would not write one that does not count."""
    folder = world.clone / ".ringfence/approvals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / approval.name).write_bytes(approval.payload + approval.signature)
    commit(world.clone)


def forge(world: World, guard: Run, signer: Path | None = None, name: str = NAME) -> None:
    needed = guard().document["steps"][0]["approvalNeeded"]
    bring(world, sign(needed["from"], needed["to"], name, signer or world.signer()))


ALLOWED = {
    "Windows line ends": "# ours\r\n\r\n{name} {key}\r\n",
    "Windows line ends and options": '{name} namespaces="ringfence-approval" {key}\r\n',
    "no line end": "{name} {key}",
    "several names": "lee@msp.example,{name} {key} a comment\r\n",
    "a pattern": "*@msp.example {key}\n",
}


@pytest.mark.parametrize("form", ALLOWED)
def test_forms_of_a_signer_that_count(world: World, guard: Run, form: str) -> None:
    set_signers(world, ALLOWED[form].format(name=NAME, key=world.public()))
    forge(world, guard)
    answer = guard()
    assert (answer.code, answer.proofs[0].split(" (")[0]) == (0, f"approved by {NAME}")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{name} " + EXPIRED + " {key}\r\n", "the key's time in allowed_signers is over"),
        ("{name} " + EXPIRED + " {key}\n", "the key's time in allowed_signers is over"),
        ("*@other.example {key}\n", "no signer at the base"),
        ("!{name},*@msp.example {key}\n", "no signer at the base"),
        ("{name} cert-authority {key}\n", "no signer at the base"),
        ("\ufeff{name} {key}\n", "no signer at the base"),
        ("{name},{key}\n", "no signer at the base"),
    ],
)
def test_forms_of_a_signer_that_do_not(world: World, guard: Run, line: str, reason: str) -> None:
    set_signers(world, line.format(name=NAME, key=world.public()))
    forge(world, guard)
    answer = guard()
    assert (answer.code, reason in answer.reasons) == (1, True), answer.reasons


@pytest.mark.parametrize(
    "revoked",
    ["{key}\r\n", "{key}", "# lost\r\n\r\n{key} kim\r\n", "{name} {key}\n", "nonsense\n", "\ufeff"],
)
def test_revoked_in_any_form_counts_no_more(world: World, guard: Run, revoked: str) -> None:
    """A list that cannot be read revokes every key: never none."""
    set_signers(
        world,
        f"{NAME} {world.public()}\n",
        revoked.format(name=NAME, key=world.public()),
    )
    forge(world, guard)
    answer = guard()
    assert (answer.code, "the key is revoked, or" in answer.reasons) == (1, True)


@pytest.mark.parametrize("revoked", ["", "\r\n# nobody\r\n", "second"])
def test_a_list_that_revokes_others_revokes_nobody_else(
    world: World, guard: Run, revoked: str
) -> None:
    text = f"{world.public('second')}\r\n" if revoked == "second" else revoked
    set_signers(world, f"{NAME} {world.public()}\n", text)
    forge(world, guard)
    assert guard().code == 0


def test_a_signature_made_for_something_else_does_not_count(world: World, guard: Run) -> None:
    """Git, say, signs commits with the same key, and gets its owner to sign what others wrote."""
    set_signers(world, f"{NAME} {world.public()}\n")
    needed = guard().document["steps"][0]["approvalNeeded"]
    real = sign(needed["from"], needed["to"], NAME, world.signer())
    for namespace in ("git", "file", "ringfence-approval2"):
        run = subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(world.signer())],
            input=real.payload,
            check=True,
            capture_output=True,
        )
        bring(world, parse(real.payload + run.stdout))
        answer = guard()
        assert (answer.code, "is not one for ringfence-approval" in answer.reasons) == (1, True)
    bring(world, real)
    assert guard().code == 0


def certify(world: World, authority: str, name: str, *more: str) -> Path:
    """Have ``authority`` certify the key `second`; return the certificate's path."""
    public = world.home / "second.pub"
    subprocess.run(
        [
            *("ssh-keygen", "-q", "-s", str(world.signer(authority)), "-I", "id", "-n", name),
            *(*more, str(public)),
        ],
        check=True,
        capture_output=True,
    )
    return world.home / "second-cert.pub"


@pytest.fixture
def agent(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a real agent that holds the key `second`, with its certificate if there is one."""
    socket = world.home / "agent"
    with subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "SSH_AUTH_SOCK" in process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield
        process.kill()


def load(world: World) -> None:
    subprocess.run(["ssh-add", "-q", str(world.signer("second"))], check=True)


@pytest.mark.usefixtures("agent")
def test_a_certificate_counts_for_its_own_name_and_time(world: World, guard: Run) -> None:
    set_signers(world, f"*@msp.example cert-authority {world.public()}\r\n")
    for authority, options, name, reason in (
        ("maintainer", (), "lee@msp.example", "the certificate is not for lee@msp.example"),
        ("maintainer", ("-V", "-2d:-1d"), "kim@msp.example", "the certificate has expired"),
        ("stranger", (), "kim@msp.example", "no signer at the base"),
    ):
        certificate = certify(world, authority, "kim@msp.example", *options)
        subprocess.run(["ssh-add", "-q", "-D"], check=True)
        load(world)
        forge(world, guard, certificate, name)
        answer = guard()
        assert (answer.code, reason in answer.reasons) == (1, True), answer.reasons
    # The certified key alone, without its certificate, is nobody's.
    forge(world, guard, world.home / "second.pub", "kim@msp.example")
    assert guard().code == 1
    certificate = certify(world, "maintainer", "kim@msp.example")
    load(world)
    forge(world, guard, certificate, "kim@msp.example")
    assert guard().code == 0


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("what", ["its key", "its authority", "the certificate"])
def test_a_revoked_certificate_counts_no_more(world: World, guard: Run, what: str) -> None:
    certificate = certify(world, "maintainer", "kim@msp.example")
    revoked: str | bytes = f"{world.public('second' if what == 'its key' else 'maintainer')}\r\n"
    if what == "the certificate":
        krl = world.home / "krl"
        subprocess.run(
            [
                *("ssh-keygen", "-q", "-k", "-f", str(krl), "-s", str(world.signer())),
                str(certificate),
            ],
            check=True,
        )
        revoked = krl.read_bytes()
    set_signers(world, f"*@msp.example cert-authority {world.public()}\n", revoked)
    load(world)
    forge(world, guard, certificate, "kim@msp.example")
    answer = guard()
    assert (answer.code, "the key is revoked" in answer.reasons) == (1, True), answer.reasons


@pytest.mark.usefixtures("agent")
def test_a_key_in_an_agent_approves(world: World, guard: Run, ringfence: Run) -> None:
    set_signers(world, f"second@msp.example {world.public('second')}\n")
    load(world)
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
