"""Plans and does a sync: the protected paths, and only they, become an upstream version's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tools.guard.compare import own_addresses
from tools.guard.door import Use, removed_uses
from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.history import History
from tools.guard.protected import OWN, Content, Scope, content, read_scope
from tools.guard.remote import LOCAL_REF, fetch, is_here
from tools.guard.trees import Change, Entry, Trees, describe
from tools.guard.upstream import judge

TAGS = "refs/ringfence/tags/"
LATEST = "latest"
_VERSION = re.compile(r"v(\d+)\.(\d+)\.(\d+)\Z")


class SyncRefusedError(Exception):
    """The sync would lose something; nothing was touched.

    Attributes:
        detail: the edits that would be lost, as a diff, or nothing.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.detail = detail
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync would do.

    Attributes:
        tag: the upstream version's name.
        commit: its commit.
        paths: the protected paths that are replaced, undecoded.
        changes: the files that differ.
        uses: workspace uses of door names that the version no longer has.
    """

    tag: str
    commit: str
    paths: tuple[bytes, ...]
    changes: list[Change]
    uses: list[Use]


def plan(repository: Repository, tag: str, keep: Sequence[str]) -> Plan:
    """Fetch upstream and work out the sync.

    Raises:
        GuardError: there is no such version, or no upstream.
        SyncRefusedError: protected paths were edited here, or the guard would refuse the result.
    """
    head = repository.commit("HEAD")
    trees = Trees(repository)
    scope = read_scope(repository, trees, head)
    if scope.upstream is None:
        raise GuardError("no upstream is configured", "add `upstream = ...` to .importlinter")
    if is_here(scope.upstream, own_addresses(repository)):
        raise GuardError("this repository is upstream itself: there is nothing to sync with")
    fetch(repository, scope.upstream, f"+refs/tags/{_pattern(tag)}:{TAGS}{_pattern(tag)}")
    line = repository.alone("rev-list", "--first-parent", repository.commit(LOCAL_REF))[1]
    on_branch = line.decode("ascii").split()
    tag = _latest(repository, frozenset(on_branch)) if tag == LATEST else tag
    commit = repository.commit(TAGS + tag)
    if commit not in on_branch:
        raise SyncRefusedError(
            f"{tag} is not on upstream's branch {scope.upstream.ref}: the guard would refuse it"
        )
    # Paths that the new version protects come with it, by its own list.
    theirs = read_scope(repository, trees, commit)
    both = Scope(tuple(sorted({*scope.paths, *theirs.paths})), scope.upstream)
    kept = frozenset(os.fsencode(path.rstrip("/")) for path in keep)
    if unknown := sorted(kept - set(both.paths)):
        raise GuardError(f"--keep {os.fsdecode(unknown[0])}: no protected path has this name")
    before, after = repository.tree(head), repository.tree(commit)
    mine = content(trees, both, before)
    _refuse_uncommitted(repository, both)
    wanted = _wanted(both, kept, mine, content(trees, both, after))
    history = History(repository, trees, both, repository.commit(LOCAL_REF), head)
    _refuse_edits(repository, history, mine, wanted)
    paths = tuple(
        path
        for path in both.paths
        if path not in kept | OWN and (trees.at(before, path) or trees.at(after, path))
    )
    changes = describe(
        [
            leaf
            for path in paths
            for leaf in trees.differences(path, trees.at(before, path), trees.at(after, path))
        ],
        {},
    )
    if mine != wanted and (reasons := judge(history, mine, wanted, mine, trees).reasons):
        raise SyncRefusedError(f"the guard would refuse {tag}: {'; '.join(reasons)}")
    return Plan(tag, commit, paths, changes, removed_uses(repository, trees, before, after))


def carry_out(repository: Repository, planned: Plan) -> None:
    """Replace the protected paths in the index and the work tree."""
    top = repository.real("rev-parse", "--show-toplevel").rstrip(b"\n")
    pathspecs = [f":(top,literal){os.fsdecode(path)}" for path in planned.paths]
    repository.real(
        *("-C", os.fsdecode(top), "restore", f"--source={planned.commit}"),
        *("--staged", "--worktree", "--", *pathspecs),
    )


def _wanted(scope: Scope, kept: frozenset[bytes], mine: Content, theirs: Content) -> Content:
    replaced = {*scope.paths} - kept - OWN
    out: dict[bytes, Entry] = {name: entry for name, entry in mine.items() if name not in replaced}
    out.update({name: entry for name, entry in theirs.items() if name in replaced})
    return out


def _refuse_uncommitted(repository: Repository, scope: Scope) -> None:
    pathspecs = [f":(top,literal){os.fsdecode(path)}" for path in scope.paths]
    raw = repository.real("status", "--porcelain=v1", "-z", "--no-renames", "--", *pathspecs)
    if raw:
        names = [os.fsdecode(row[3:]) for row in raw.split(b"\0") if row]
        diff = repository.real(
            "diff", "--no-ext-diff", "--no-textconv", "--no-color", "HEAD", "--", *pathspecs
        )
        raise SyncRefusedError(
            f"protected paths have changes that are not committed: {', '.join(names)}",
            diff.decode("utf-8", "backslashreplace"),
        )


def _refuse_edits(repository: Repository, history: History, mine: Content, wanted: Content) -> None:
    open_names = {name for name in {*mine, *wanted} - OWN if mine.get(name) != wanted.get(name)}
    at_stake = frozenset(open_names)
    nearest, most = None, -1
    for state in history:
        same = sum(state.content.get(name) == mine.get(name) for name in mine)
        if same > most:
            nearest, most = state, same
        open_names -= {n for n in open_names if state.content.get(n) == mine.get(n)}
        if not open_names:
            return
    if nearest is None:
        raise GuardError("upstream's branch has none of the protected paths")
    names = sorted(open_names & at_stake)
    shown = ", ".join(map(os.fsdecode, names))
    _, diff = repository.alone(
        *("diff", "--no-ext-diff", "--no-textconv", "--no-color", nearest.commit),
        *(repository.commit("HEAD"), "--", *(f":(top,literal){os.fsdecode(n)}" for n in names)),
    )
    raise SyncRefusedError(
        f"{shown}: edited here, and a sync would lose that. Propose the edit to upstream, take it "
        "back, or leave the path as it is (--keep PATH)",
        f"your edits against upstream {nearest.commit[:12]}:\n"
        + diff.decode("utf-8", "backslashreplace"),
    )


def _pattern(tag: str) -> str:
    if tag == LATEST:
        return "v*"
    if not re.fullmatch(r"\w[\w./+-]*", tag, re.ASCII) or ".." in tag:
        raise GuardError(f"`{tag}` cannot be a tag's name", "name one of upstream's: --to v1.2.3")
    return tag


def _latest(repository: Repository, on_branch: frozenset[str]) -> str:
    raw = repository.real("for-each-ref", "--format=%(refname)", TAGS).decode("utf-8", "replace")
    versions = sorted(
        (tuple(map(int, match.groups())), name)
        for name in (line.removeprefix(TAGS) for line in raw.splitlines())
        if (match := _VERSION.match(name)) and repository.commit(TAGS + name) in on_branch
    )
    if not versions:
        raise GuardError("upstream has no version tag (v1.2.3) on its branch")
    return versions[-1][1]
