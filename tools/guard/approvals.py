"""The second proof: a maintainer's SSH signature over one step of the protected content.

An approval says "from this content to that one", once. It survives squash and rebase, because
both leave the content as it is; it covers nothing else, and a base that already has it cannot be
brought back to that content by showing it again.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.protected import APPROVALS, REVOKED, SIGNERS
from tools.guard.trees import LINK, SUBMODULE, TREE, Trees

NAMESPACE = "ringfence-approval"
MAX_FILE = 16 * 1024
# How many files one change may add, and how many signatures over one step are tried.
MAX_NEW = 500
MAX_TRIES = 16
# How ssh's own form of a list of revoked keys begins.
_KRL = b"SSHKRL\n\0"
_FORM = re.compile(
    r"(?P<payload>ringfence approval 1\n"
    r"from (?P<old>[0-9a-f]{64})\n"
    r"to (?P<new>[0-9a-f]{64})\n"
    r"signer (?P<signer>[^\s,*?!\"-][^\s,*?!\"]*)\n"
    r"date (?P<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n"
    r"nonce [0-9a-f]{32}\n)"
    r"(?P<signature>-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+"
    r"-----END SSH SIGNATURE-----\n)\Z"
)


@dataclass(frozen=True, slots=True)
class Approval:
    """A signed step from one combined id of protected content to another."""

    old: str
    new: str
    signer: str
    date: str
    payload: bytes
    signature: bytes

    @property
    def name(self) -> str:
        """The file's name: derived from what is signed, so that a copy is recognised."""
        return f"{hashlib.sha256(self.payload).hexdigest()[:32]}.approval"


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may approve, as the base says.

    Attributes:
        allowed: ssh's allowed_signers file.
        revoked: keys that count no more (a list of public keys, or ssh's KRL).
    """

    allowed: bytes
    revoked: bytes | None = None


def read_signers(repository: Repository, trees: Trees, root: str) -> Signers | None:
    """Return the signers in the tree ``root``, or None where nobody may approve."""
    found: list[bytes | None] = []
    for path in (SIGNERS, REVOKED):
        entry = trees.at(root, path)
        if entry is not None and entry.mode in (TREE, LINK, SUBMODULE):
            raise GuardError(f"{path.decode()} is not a file at the base")
        found.append(repository.read(entry.oid)[1] if entry else None)
    return Signers(found[0], found[1]) if found[0] and found[0].strip() else None


def ledger(trees: Trees, root: str) -> dict[bytes, str]:
    """Return the approvals in the tree ``root``: file name -> object id."""
    entry = trees.at(root, APPROVALS)
    if entry is None or entry.mode != TREE:
        return {}
    return {
        name: child.oid
        for name, child in trees.entries(entry.oid).items()
        if child.mode not in (TREE, LINK, SUBMODULE)
    }


def strangers(trees: Trees, root: str) -> set[bytes]:
    """Return the names among the approvals in the tree ``root`` that are no files."""
    entry = trees.at(root, APPROVALS)
    if entry is None or entry.mode != TREE:
        return set()
    return set(trees.entries(entry.oid)) - set(ledger(trees, root))


def read(repository: Repository, files: dict[bytes, str]) -> Iterator[Approval | str]:
    """Yield the approvals among files (name -> object id), and a sentence for what is none."""
    for name in sorted(files):
        shown = name.decode("utf-8", "backslashreplace")
        try:
            approval = parse(repository.read(files[name], MAX_FILE)[1])
        except (GuardError, ValueError) as error:
            yield f"{shown} is no approval: {error}"
            continue
        if approval.name != shown:
            yield f"{shown} is a copy: by its content it is {approval.name}"
        else:
            yield approval


def parse(data: bytes) -> Approval:
    """Read an approval file.

    Raises:
        ValueError: it does not have exactly the form that `ringfence approve` writes.
    """
    match = _FORM.match(data.decode("ascii"))
    if match is None:
        raise ValueError("not the form that `ringfence approve` writes")
    return Approval(
        old=match["old"],
        new=match["new"],
        signer=match["signer"],
        date=match["date"],
        payload=match["payload"].encode("ascii"),
        signature=match["signature"].encode("ascii"),
    )


def verify(approval: Approval, signers: Signers) -> str | None:
    """Return why a signature does not count, or None if it does.

    Validity is judged as of now: a signature's own date is only its maker's word.
    """
    said = _verify(approval, signers.allowed, signers.revoked)
    if said is None:
        return None
    # ssh-keygen does not say that a key is revoked: it is, if all would be well otherwise. It
    # refuses every key if it cannot read the list.
    if signers.revoked is not None and _verify(approval, signers.allowed, None) is None:
        return f"the key is revoked, or {REVOKED.decode()} has a line that is no public key"
    for hint, reason in (
        ("certificate invalid: expired", "the certificate has expired"),
        ("not a listed principal", f"the certificate is not for {approval.signer}"),
        ("expired", "the key's time in allowed_signers is over"),
        ("not yet valid", "the key's time in allowed_signers has not begun"),
        ("incorrect signature", "the signature is not over this content"),
        ("namespace does not match", f"the signature is not one for {NAMESPACE}"),
    ):
        if hint in said:
            return reason
    return f"{approval.signer} with this key is no signer at the base"


def _verify(approval: Approval, allowed: bytes, revoked: bytes | None) -> str | None:
    """Return what ssh-keygen has against a signature, or None."""
    with tempfile.TemporaryDirectory(prefix="ringfence-approval-") as directory:
        folder = Path(directory)
        (folder / "allowed").write_bytes(allowed)
        (folder / "signature").write_bytes(approval.signature)
        arguments = ["-Y", "verify", "-n", NAMESPACE, "-I", approval.signer]
        arguments += ["-f", str(folder / "allowed"), "-s", str(folder / "signature")]
        if revoked is not None:
            if not revoked.startswith(_KRL):
                # To ssh-keygen an empty line that ends as on Windows is a line it cannot read.
                revoked = revoked.replace(b"\r\n", b"\n")
            (folder / "revoked").write_bytes(revoked)
            arguments += ["-r", str(folder / "revoked")]
        run = _ssh_keygen(*arguments, stdin=approval.payload)
    said = (run.stderr + run.stdout).decode("utf-8", "backslashreplace")
    return said.casefold() if run.returncode else None


def sign(old: str, new: str, signer: str, key: Path) -> Approval:
    """Sign the step from ``old`` to ``new`` (combined ids) with an SSH key.

    A public key (``.pub``) is looked up in the ssh agent.

    Raises:
        GuardError: the key cannot sign, or the signer's name cannot be written down.
    """
    date = datetime.datetime.now(tz=datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    payload = (
        f"ringfence approval 1\nfrom {old}\nto {new}\nsigner {signer}\ndate {date}\n"
        f"nonce {secrets.token_hex(16)}\n"
    )
    arguments = ["-Y", "sign", "-n", NAMESPACE, "-f", str(key)]
    if key.suffix == ".pub":
        arguments.append("-U")
    run = _ssh_keygen(*arguments, stdin=payload.encode("utf-8"))
    if run.returncode:
        said = run.stderr.decode("utf-8", "backslashreplace").strip()
        raise GuardError(f"{key} cannot sign: {said}", "name another key: --key FILE")
    try:
        return parse(payload.encode("utf-8") + run.stdout.replace(b"\r", b""))
    except ValueError as error:
        raise GuardError(
            f"`{signer}` cannot be a signer's name (plain ASCII without blanks and wildcards)"
        ) from error


def _ssh_keygen(*arguments: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise GuardError("ssh-keygen is not installed", "install OpenSSH 8.9 or newer")
    return subprocess.run(  # noqa: S603
        [program, *arguments], input=stdin, capture_output=True, check=False
    )


def principals(signers: Signers) -> list[str]:
    """Return the signers' names as the file has them, one entry a line."""
    lines = signers.allowed.decode("utf-8", "replace").splitlines()
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
