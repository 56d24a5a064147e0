"""The judgement: which protected paths differ, and whether a proof covers all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tools.guard import approvals
from tools.guard.approvals import Approval
from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.history import History, State
from tools.guard.protected import (
    APPROVALS,
    OWN,
    Content,
    Scope,
    combined_id,
    content,
    covers,
    differing,
    widened,
)
from tools.guard.trees import TREE, Change, Entry, Trees, describe
from tools.guard.upstream import judge as judge_upstream

# A few trees can stand for billions of files.
_MAX_LEAVES = 200_000


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison: a tree that is accepted, and one that is to take its place.

    Attributes:
        what: what the newer tree is, for people.
        old: id of the accepted root tree.
        new: id of the judged root tree.
    """

    what: str
    old: str
    new: str


@dataclass
class Finding:
    """What one step came to.

    Attributes:
        step: the comparison.
        changes: the protected paths that differ.
        proof: what covers them, for people; None when nothing does.
        reasons: why no proof covers them.
        nearest: the upstream commit the content comes closest to, and where it differs from it.
        approval_needed: combined ids before and after, which an approval would have to name.
    """

    step: Step
    changes: list[Change] = field(default_factory=list)
    proof: str | None = None
    reasons: list[str] = field(default_factory=list)
    nearest: tuple[str, list[Change]] | None = None
    approval_needed: tuple[str, str] | None = None

    @property
    def allowed(self) -> bool:
        """Whether nothing protected differs, or a proof covers it."""
        return not self.reasons


@dataclass(frozen=True)
class Judge:
    """Judges steps by what one base commit asks for.

    Attributes:
        commit: the base commit, which says what is protected and who may approve.
        base: id of its root tree.
        tip: finds upstream's newest commit when a step needs it, or says why there is none.
        accepted: root trees whose protected content needs no further proof, with what they are.
        histories: what was read of upstream's history, by scope.
    """

    repository: Repository
    trees: Trees
    scope: Scope
    commit: str
    base: str
    tip: Callable[[], tuple[str | None, str]]
    accepted: dict[str, str] = field(default_factory=dict)
    histories: dict[Scope, History] = field(default_factory=dict)

    def step(self, step: Step) -> Finding:
        """Judge one step."""
        finding = Finding(step)
        scope = widened(self.repository, self.trees, self.scope, step.new)
        old, new = (content(self.trees, scope, root) for root in (step.old, step.new))
        before = approvals.ledger(self.trees, step.old)
        after = approvals.ledger(self.trees, step.new)
        lost = sorted(name for name, oid in before.items() if after.get(name) != oid)
        if lost:
            finding.changes += [self._lost(name, before, after) for name in lost]
            finding.reasons.append(
                "approvals are a record: they are added, never changed or removed "
                "(bring them back: git checkout BASE -- .ringfence/approvals)"
            )
        finding.reasons += self._strange(step, before, after)
        if old == new:
            return finding
        finding.changes += self._changes(step, old, new)
        ids = combined_id(old), combined_id(new)
        for root, what in self.accepted.items():
            if content(self.trees, scope, root) == new:
                finding.proof = what
                return finding
        approval, refused = self._approval(ids, before, after)
        if approval is not None:
            finding.proof = f"approved by {approval.signer} ({approval.name})"
            return finding
        reasons = self._from_upstream(finding, scope, old, new)
        if finding.proof is None:
            finding.reasons += [*reasons, *refused]
            finding.approval_needed = ids
        return finding

    def _lost(self, name: bytes, before: dict[bytes, str], after: dict[bytes, str]) -> Change:
        old, new = Entry(0o100644, before[name]), after.get(name)
        kind = "modified" if new else "deleted"
        return Change(APPROVALS + b"/" + name, kind, old, Entry(0o100644, new) if new else None)

    def _strange(
        self, step: Step, before: dict[bytes, str], after: dict[bytes, str]
    ) -> Iterator[str]:
        """Yield why what a step adds to the approvals may not be there.

        They stay for ever, so whatever is no approval would be in everybody's way for ever.
        """
        known = {**approvals.ledger(self.trees, self.base), **before}
        added = {name: oid for name, oid in after.items() if known.get(name) != oid}
        if len(added) > approvals.MAX_NEW:
            yield f"{len(added):,} new approvals; at most {approvals.MAX_NEW} may come at once"
            return
        yield from (one for one in approvals.read(self.repository, added) if isinstance(one, str))
        others = approvals.strangers(self.trees, step.new) - approvals.strangers(
            self.trees, step.old
        )
        for name in sorted(others):
            yield f"{name.decode('utf-8', 'backslashreplace')} is no approval: not a plain file"

    def _changes(self, step: Step, old: Content, new: Content) -> list[Change]:
        names = differing(old, new)
        mine, elsewhere = [], {}
        leaves = self.trees.differences(b"", Entry(TREE, step.old), Entry(TREE, step.new))
        for count, (path, before, after) in enumerate(leaves):
            if count == _MAX_LEAVES:
                raise GuardError(f"more than {_MAX_LEAVES:,} files differ: too many to judge")
            if covers(names, path):
                mine.append((path, before, after))
            elif before is None and after is not None:
                elsewhere[after] = (path, True)
            elif before is not None and after is None:
                elsewhere[before] = (path, False)
        return describe(mine, elsewhere)

    def _approval(
        self, ids: tuple[str, str], before: dict[bytes, str], after: dict[bytes, str]
    ) -> tuple[Approval | None, list[str]]:
        spent = approvals.ledger(self.trees, self.base)
        signers = approvals.read_signers(self.repository, self.trees, self.base)
        if signers is None:
            return None, ["nobody can approve: the base has no .ringfence/allowed_signers"]
        refused = []
        known = {**before, **spent}
        added = {name: oid for name, oid in sorted(after.items()) if name not in known}
        tries = 0
        for found in approvals.read(self.repository, added):
            if isinstance(found, str):
                continue
            if (found.old, found.new) != ids:
                refused.append(f"{found.name} approves other content, or a step from other content")
                continue
            tries += 1
            if tries > approvals.MAX_TRIES:
                return None, ["too many approvals for this one step; remove those that are new"]
            if reason := approvals.verify(found, signers):
                refused.append(f"{found.name} does not count: {reason}")
            else:
                return found, []
        refused += [
            f"{found.name} was used before: an approval counts once"
            for found in approvals.read(self.repository, spent)
            if not isinstance(found, str) and (found.old, found.new) == ids
        ]
        return None, refused or ["no approval for this content is in .ringfence/approvals"]

    def _from_upstream(
        self, finding: Finding, scope: Scope, old: Content, new: Content
    ) -> list[str]:
        if self.scope.upstream is None:
            return ["no upstream is configured (.importlinter, `upstream`)"]
        tip, missing = self.tip()
        if tip is None:
            return [missing]
        if scope not in self.histories:
            self.histories[scope] = History(self.repository, self.trees, scope, tip, self.commit)
        history = self.histories[scope]
        base = content(self.trees, scope, self.base)
        found = judge_upstream(history, old, new, base, self.trees)
        if found.commit is not None:
            finding.proof = f"identical to upstream {found.commit}"
        elif self.repository.shallow and not any(old.get(name) != new.get(name) for name in OWN):
            raise GuardError(
                "this clone is shallow, so upstream's history may be cut off here",
                "fetch it first: git fetch --unshallow origin",
            )
        if found.nearest is not None:
            finding.nearest = (found.nearest.commit, self._apart(found.nearest, old, new))
        return found.reasons

    def _apart(self, state: State, old: Content, new: Content) -> list[Change]:
        leaves: list[tuple[bytes, Entry | None, Entry | None]] = []
        for name in sorted({*state.content, *new} - OWN):
            if new.get(name) != old.get(name) and not name.endswith(b"/"):
                leaves += self.trees.differences(name, state.content.get(name), new.get(name))
        return describe(leaves, {})
