"""The judgement: which protected paths differ, and whether a proof covers all of it."""

from __future__ import annotations

from collections.abc import Callable
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
)
from tools.guard.trees import TREE, Change, Entry, Trees, describe
from tools.guard.upstream import judge as judge_upstream


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
        accepted: combined ids that need no further proof, with what they are.
    """

    repository: Repository
    trees: Trees
    scope: Scope
    commit: str
    base: str
    tip: Callable[[], tuple[str | None, str]]
    accepted: dict[str, str] = field(default_factory=dict)

    def step(self, step: Step) -> Finding:
        """Judge one step."""
        finding = Finding(step)
        old = content(self.trees, self.scope, step.old)
        new = content(self.trees, self.scope, step.new)
        before = approvals.ledger(self.trees, step.old)
        after = approvals.ledger(self.trees, step.new)
        lost = sorted(name for name, oid in before.items() if after.get(name) != oid)
        if lost:
            finding.changes += [self._lost(name, before, after) for name in lost]
            finding.reasons.append(
                "approvals are a record: they are added, never changed or removed "
                "(bring them back: git checkout BASE -- .ringfence/approvals)"
            )
        if old == new:
            return finding
        finding.changes += self._changes(step, old, new)
        ids = combined_id(old), combined_id(new)
        if ids[1] in self.accepted:
            finding.proof = self.accepted[ids[1]]
            return finding
        approval, refused = self._approval(ids, before, after)
        if approval is not None:
            finding.proof = f"approved by {approval.signer} ({approval.name})"
            return finding
        reasons = self._from_upstream(finding, old, new)
        if finding.proof is None:
            finding.reasons += [*reasons, *refused]
            finding.approval_needed = ids
        return finding

    def _lost(self, name: bytes, before: dict[bytes, str], after: dict[bytes, str]) -> Change:
        old, new = Entry(0o100644, before[name]), after.get(name)
        kind = "modified" if new else "deleted"
        return Change(APPROVALS + b"/" + name, kind, old, Entry(0o100644, new) if new else None)

    def _changes(self, step: Step, old: Content, new: Content) -> list[Change]:
        both = {**old, **new}
        mine, elsewhere = [], {}
        for path, before, after in self.trees.differences(
            b"", Entry(TREE, step.old), Entry(TREE, step.new)
        ):
            if covers(both, path):
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
        for found in approvals.read_new(self.repository, {**before, **spent}, after):
            if isinstance(found, str):
                refused.append(found)
            elif (found.old, found.new) != ids:
                refused.append(f"{found.name} approves other content, or a step from other content")
            elif reason := approvals.verify(found, signers):
                refused.append(f"{found.name} does not count: {reason}")
            else:
                return found, []
        refused += [
            f"{found.name} was used before: an approval counts once"
            for found in approvals.read_new(self.repository, {}, spent)
            if not isinstance(found, str) and (found.old, found.new) == ids
        ]
        return None, refused or ["no approval for this content is in .ringfence/approvals"]

    def _from_upstream(self, finding: Finding, old: Content, new: Content) -> list[str]:
        if self.scope.upstream is None:
            return ["no upstream is configured (.importlinter, `upstream`)"]
        tip, missing = self.tip()
        if tip is None:
            return [missing]
        history = History(self.repository, self.trees, self.scope, tip, self.commit)
        base = content(self.trees, self.scope, self.base)
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
