"""Who may approve, in all the forms that ssh allows and editors leave, by the real ssh-keygen."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.guard.approvals import Approval, Signers, parse, sign, verify

NAME = "maintainer@msp.example"
EXPIRED = 'valid-before="20200101"'
OLD, NEW = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the keys of three people."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("maintainer", "second", "stranger"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)],
            check=True,
        )
    return folder


@pytest.fixture(scope="module")
def approval(keys: Path) -> Approval:
    return sign(OLD, NEW, NAME, keys / "maintainer")


def public(keys: Path, name: str = "maintainer") -> str:
    return " ".join((keys / f"{name}.pub").read_text().split()[:2])


def verdict(approval: Approval, allowed: str, revoked: str | bytes | None = None) -> str:
    """Return why an approval does not count, or nothing."""
    raw = revoked.encode() if isinstance(revoked, str) else revoked
    return verify(approval, Signers(allowed.encode(), raw)) or ""


@pytest.mark.parametrize(
    "form",
    [
        "# ours\r\n\r\n{name} {key}\r\n",
        '{name} namespaces="ringfence-approval" {key}\r\n',
        "{name} {key}",
        "lee@msp.example,{name} {key} a comment\r\n",
        "*@msp.example {key}\n",
    ],
)
def test_forms_of_a_signer_that_count(keys: Path, approval: Approval, form: str) -> None:
    assert verdict(approval, form.format(name=NAME, key=public(keys))) == ""


@pytest.mark.parametrize(
    ("form", "reason"),
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
def test_forms_of_a_signer_that_do_not(
    keys: Path, approval: Approval, form: str, reason: str
) -> None:
    assert reason in verdict(approval, form.format(name=NAME, key=public(keys)))


@pytest.mark.parametrize(
    "form",
    ["{key}\r\n", "{key}", "# lost\r\n\r\n{key} kim\r\n", "{name} {key}\n", "nonsense\n", "\ufeff"],
)
def test_revoked_in_any_form_counts_no_more(keys: Path, approval: Approval, form: str) -> None:
    """A list that cannot be read revokes every key: never none."""
    revoked = form.format(name=NAME, key=public(keys))
    said = verdict(approval, f"{NAME} {public(keys)}\n", revoked)
    assert said.startswith("the key is revoked, or .ringfence/revoked_signers has a line")


@pytest.mark.parametrize("form", ["", "\r\n# nobody\r\n", "{other}\r\n"])
def test_a_list_that_revokes_others_revokes_nobody_else(
    keys: Path, approval: Approval, form: str
) -> None:
    revoked = form.format(other=public(keys, "second"))
    assert verdict(approval, f"{NAME} {public(keys)}\n", revoked) == ""


@pytest.mark.parametrize("namespace", ["git", "file", "ringfence-approval2"])
def test_a_signature_made_for_something_else_does_not_count(
    keys: Path, approval: Approval, namespace: str
) -> None:
    """Git, say, signs commits with the same key, and gets its owner to sign what others wrote."""
    run = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(keys / "maintainer")],
        input=approval.payload,
        check=True,
        capture_output=True,
    )
    forged = parse(approval.payload + run.stdout)
    said = verdict(forged, f"{NAME} {public(keys)}\n")
    assert said == "the signature is not one for ringfence-approval"


def certify(keys: Path, authority: str, name: str, *more: str) -> Path:
    """Have ``authority`` certify the key `second`; return the certificate's path."""
    subprocess.run(
        [
            *("ssh-keygen", "-q", "-s", str(keys / authority), "-I", "id", "-n", name),
            *(*more, str(keys / "second.pub")),
        ],
        check=True,
        capture_output=True,
    )
    return keys / "second-cert.pub"


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a real agent."""
    with subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "SSH_AUTH_SOCK" in process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        yield
        process.kill()


def load(keys: Path) -> None:
    """Let the agent hold the key `second`, with the certificate that is beside it."""
    subprocess.run(["ssh-add", "-q", "-D"], check=True)
    subprocess.run(["ssh-add", "-q", str(keys / "second")], check=True)


@pytest.mark.usefixtures("agent")
def test_a_certificate_counts_for_its_own_name_and_time(keys: Path) -> None:
    allowed = f"*@msp.example cert-authority {public(keys)}\r\n"
    for authority, options, name, reason in (
        ("maintainer", (), "lee@msp.example", "the certificate is not for lee@msp.example"),
        ("maintainer", ("-V", "-2d:-1d"), "kim@msp.example", "the certificate has expired"),
        ("stranger", (), "kim@msp.example", "no signer at the base"),
        ("maintainer", (), "kim@msp.example", ""),
    ):
        certificate = certify(keys, authority, "kim@msp.example", *options)
        load(keys)
        said = verdict(sign(OLD, NEW, name, certificate), allowed)
        assert (reason in said, bool(said)) == (True, bool(reason)), said
    # The certified key alone, without its certificate, is nobody's.
    bare = sign(OLD, NEW, "kim@msp.example", keys / "second.pub")
    assert "no signer at the base" in verdict(bare, allowed)


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("what", ["its key", "its authority", "the certificate"])
def test_a_revoked_certificate_counts_no_more(keys: Path, tmp_path: Path, what: str) -> None:
    certificate = certify(keys, "maintainer", "kim@msp.example")
    load(keys)
    revoked: str | bytes = f"{public(keys, 'second' if what == 'its key' else 'maintainer')}\r\n"
    if what == "the certificate":
        krl = tmp_path / "krl"
        subprocess.run(
            [
                *("ssh-keygen", "-q", "-k", "-f", str(krl), "-s", str(keys / "maintainer")),
                str(certificate),
            ],
            check=True,
        )
        revoked = krl.read_bytes()
    allowed = f"*@msp.example cert-authority {public(keys)}\n"
    one = sign(OLD, NEW, "kim@msp.example", certificate)
    assert verdict(one, allowed) == ""
    assert "the key is revoked" in verdict(one, allowed, revoked)
