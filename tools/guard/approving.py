"""What stands behind ``ringfence approve``: what is signed, by whom, and what is there already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.guard import approvals
from tools.guard.approvals import Approval, Signers
from tools.guard.compare import index_tree
from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.protected import (
    APPROVALS,
    combined_id,
    content,
    covers,
    differing,
    read_scope,
    widened,
)
from tools.guard.signers import stage, work_tree
from tools.guard.trees import TREE, Change, Entry, Trees, describe


@dataclass(frozen=True, slots=True)
class Request:
    """A step that somebody wants approved.

    Attributes:
        base: the commit whose protection and signers count.
        old: combined id of its protected content.
        new: combined id of the content that is to be approved.
        changes: the protected paths that differ.
        signers: who may approve, or None.
    """

    base: str
    old: str
    new: str
    changes: list[Change]
    signers: Signers | None


def published(repository: Repository, name: str | None) -> str:
    """Return the base commit: the named one, or origin's default branch."""
    if name:
        return repository.commit(name)
    found = repository.maybe_commit("refs/remotes/origin/HEAD")
    if found is None:
        raise GuardError(
            "this clone does not say which branch the change goes to",
            "name it (--base origin/main), or once for all: git remote set-head origin --auto",
        )
    return found


def prepare(repository: Repository, base_name: str | None, head_name: str | None) -> Request:
    """Work out what an approval would say."""
    base = published(repository, base_name)
    trees = Trees(repository)
    scope = read_scope(repository, trees, base)
    before = repository.tree(base)
    after = repository.tree(repository.commit(head_name)) if head_name else index_tree(repository)
    scope = widened(repository, trees, scope, after)
    old, new = content(trees, scope, before), content(trees, scope, after)
    names = differing(old, new)
    leaves = [
        leaf
        for leaf in trees.differences(b"", Entry(TREE, before), Entry(TREE, after))
        if covers(names, leaf[0])
    ]
    changes = describe(leaves, {}) if old != new else []
    return Request(
        base,
        combined_id(old),
        combined_id(new),
        changes,
        approvals.read_signers(repository, trees, before),
    )


def sign_request(
    repository: Repository, request: Request, signer: str | None, key: Path | None
) -> Approval:
    """Sign, and make sure that the guard will accept it.

    Raises:
        GuardError: no key or name is known, or the base does not know them as a signer's.
    """
    if request.signers is None:
        raise GuardError(
            "nobody can approve: the base has no .ringfence/allowed_signers",
            "the first signer comes in before the protection is switched on: docs/fork-setup.md",
        )
    signer = signer or _configured(repository, "user.email")
    key = key or _key(repository)
    if not signer:
        raise GuardError("your name as a signer is not known", "name it: --as you@example.com")
    approval = approvals.sign(request.old, request.new, signer, key)
    if reason := approvals.verify(approval, request.signers):
        known = ", ".join(approvals.principals(request.signers))
        raise GuardError(f"the guard would not accept this: {reason}", f"the base knows: {known}")
    return approval


def store(repository: Repository, approval: Approval) -> Path:
    """Write the approval into the work tree, stage it, and return its path from the top."""
    relative = Path(os.fsdecode(APPROVALS)) / approval.name
    path = work_tree(repository) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(approval.payload + approval.signature)
    stage(repository, path)
    return relative


def listing(repository: Repository, base_name: str | None, head_name: str | None) -> Iterator[str]:
    """Yield the base's signers, the approvals used before, and what the new ones are worth."""
    request = prepare(repository, base_name, head_name)
    trees = Trees(repository)
    before = approvals.ledger(trees, repository.tree(request.base))
    root = repository.tree(repository.commit(head_name)) if head_name else index_tree(repository)
    yield f"signers at {request.base[:12]}:"
    names = approvals.principals(request.signers) if request.signers else []
    yield from (f"  {name}" for name in names or ["nobody"])
    yield "new approvals:"
    new = list(
        approvals.read(
            repository,
            {n: o for n, o in approvals.ledger(trees, root).items() if before.get(n) != o},
        )
    )
    yield from (f"  {_worth(item, request)}" for item in new)
    if not new:
        yield "  none"
    yield "used approvals:"
    used = list(approvals.read(repository, before))
    yield from (f"  {_line(item)}" for item in used)
    if not used:
        yield "  none"


def _line(item: Approval | str) -> str:
    if isinstance(item, str):
        return item
    return f"{item.name}  {item.date}  {item.signer}  {item.old[:12]} -> {item.new[:12]}"


def _worth(item: Approval | str, request: Request) -> str:
    if isinstance(item, str):
        return item
    if request.signers is None:
        verdict = "does not count: the base has no signers"
    elif reason := approvals.verify(item, request.signers):
        verdict = f"does not count: {reason}"
    elif (item.old, item.new) == (request.old, request.new):
        verdict = "valid for this content"
    else:
        verdict = "valid, but for other content"
    return f"{_line(item)}  {verdict}"


def _configured(repository: Repository, name: str) -> str:
    try:
        return repository.real("config", "--get", name).decode("utf-8", "replace").strip()
    except GuardError:
        return ""  # not set


def _key(repository: Repository) -> Path:
    configured = _configured(repository, "user.signingKey")
    if configured and not configured.startswith(("key::", "ssh-")):
        return Path(configured).expanduser()
    for name in ("id_ed25519", "id_ecdsa", "id_rsa"):
        if (path := Path.home() / ".ssh" / name).exists():
            return path
    raise GuardError("no SSH key was found", "name it: --key ~/.ssh/id_ed25519")
