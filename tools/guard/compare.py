"""Turns what is asked (two refs, a push, staged changes) into the steps that are judged."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.protected import Scope, content, read_scope, widened
from tools.guard.remote import fetch, is_here, locate, remotes
from tools.guard.trees import Trees
from tools.guard.verdict import Finding, Judge, Step

_MERGE_TREE = "bring the branch up to date: merge or rebase onto the base"


@dataclass(frozen=True)
class Verdict:
    """The answer to one question.

    Attributes:
        base: the base commit.
        head: the judged commit, or None for staged changes.
        result: id of the root tree that would be there afterwards.
        findings: one per step that was judged.
    """

    base: str
    head: str | None
    result: str
    findings: tuple[Finding, ...]

    @property
    def allowed(self) -> bool:
        """Whether every step passes."""
        return all(finding.allowed for finding in self.findings)


def between(
    repository: Repository, base_name: str, head_name: str, *, push: bool, may_fetch: bool
) -> Verdict:
    """Judge what bringing ``head_name`` into ``base_name`` does to the protected paths.

    Two steps count: what the head changed since it left the base, and what the base would be
    after a merge, since git follows renames and may carry a change to where nobody made it. With
    ``push`` the head has replaced the base, so the two are compared as they are.
    """
    base, head = repository.commit(base_name), repository.commit(head_name)
    trees = Trees(repository)
    before, after = repository.tree(base), repository.tree(head)
    judge = _judge(repository, trees, base, may_fetch=may_fetch)
    judge.accepted[before] = "identical to the base"
    if push:
        step = Step("the pushed commit", before, after)
        return Verdict(base, head, after, (judge.step(step),))
    origins = _merge_bases(repository, base, head)
    if base in origins:
        step = Step("the head", before, after)
        return Verdict(base, head, after, (judge.step(step),))
    scope = widened(repository, trees, judge.scope, after)
    mine = content(trees, scope, after)
    olds = [repository.tree(origin) for origin in origins]
    same = [old for old in olds if content(trees, scope, old) == mine]
    findings = [judge.step(Step("the head", (same or olds)[0], after))]
    merged = _merged(repository, base, head)
    if merged is not None:
        findings.append(judge.step(Step("the base after a merge", before, merged)))
    return Verdict(base, head, merged or after, tuple(findings))


def staged(repository: Repository, base_name: str | None, *, may_fetch: bool) -> Verdict:
    """Judge the index against ``HEAD``.

    What the published branch already has passes too, so that merging it is never in the way.
    """
    head = repository.commit("HEAD")
    trees = Trees(repository)
    after = index_tree(repository)
    judge = _judge(repository, trees, head, may_fetch=may_fetch)
    published = (
        repository.commit(base_name)
        if base_name
        else repository.maybe_commit("refs/remotes/origin/HEAD")
    )
    before = repository.tree(head)
    steps = [Step("what is staged", before, after)]
    if published is not None:
        commits = [published]
        merging = _merging(repository)
        if merging and _is_ancestor(repository, merging, published):
            commits.append(merging)
        for commit in commits:
            judge.accepted[repository.tree(commit)] = (
                f"identical to {commit[:12]}, which is published"
            )
        steps.append(Step("what is staged", repository.tree(published), after))
    finding = judge.step(steps[0])
    if not finding.allowed and len(steps) > 1:
        # An approval is made against the published branch, not against the last local commit.
        other = judge.step(steps[1])
        finding = other if other.allowed else finding
    return Verdict(head, None, after, (finding,))


def _merging(repository: Repository) -> str | None:
    # As a name it could also mean a tag.
    raw = repository.real("rev-parse", "--path-format=absolute", "--git-path", "MERGE_HEAD")
    file = Path(os.fsdecode(raw.rstrip(b"\n")))
    return repository.maybe_commit(file.read_text("ascii").split()[0]) if file.exists() else None


def index_tree(repository: Repository) -> str:
    """Return the id of the tree that a commit of the index would have.

    Raises:
        GuardError: conflicts are left in it.
    """
    environment = {}
    # `git commit FILE` and `git commit -a` commit an index of their own.
    if index := os.environ.get("GIT_INDEX_FILE"):
        environment["GIT_INDEX_FILE"] = str(Path(index).absolute())
    listing = repository.real(
        "ls-files", "--stage", "-z", "--full-name", ":/", environment=environment
    )
    if any(row.split(b"\t", 1)[0].endswith((b" 1", b" 2", b" 3")) for row in listing.split(b"\0")):
        raise GuardError("the index has unresolved conflicts", "resolve them, then `git add`")
    repository.alone("update-index", "-z", "--index-info", stdin=listing)
    return repository.alone("write-tree", "--missing-ok")[1].decode("ascii").strip()


def _judge(repository: Repository, trees: Trees, base: str, *, may_fetch: bool) -> Judge:
    scope = read_scope(repository, trees, base)
    return Judge(
        repository,
        trees,
        scope,
        base,
        repository.tree(base),
        upstream_finder(repository, scope, may_fetch=may_fetch),
    )


def upstream_finder(
    repository: Repository, scope: Scope, *, may_fetch: bool
) -> Callable[[], tuple[str | None, str]]:
    """Return a function that finds upstream's newest commit, asked only when it matters."""

    def find() -> tuple[str | None, str]:
        upstream = scope.upstream
        if upstream is None or is_here(upstream, own_addresses(repository)):
            return None, "this repository is upstream itself, so only an approval proves anything"
        if may_fetch:
            fetch(repository, upstream)
        found = locate(repository, upstream)
        return found, (
            "this clone does not know upstream; if it is upstream's content, let the guard fetch "
            f"(--fetch) or do so: git fetch {upstream.url} +{upstream.ref}:refs/ringfence/upstream"
        )

    return find


def own_addresses(repository: Repository) -> list[str]:
    """Return the addresses of the repository that is judged: GitHub's word, or `origin`."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and name:
        return [f"{server}/{name}"]
    return [url for remote, url in remotes(repository) if remote == "origin"]


def _is_ancestor(repository: Repository, older: str, newer: str) -> bool:
    return repository.alone("merge-base", "--is-ancestor", older, newer, codes=(0, 1))[0] == 0


def _merge_bases(repository: Repository, base: str, head: str) -> list[str]:
    found = repository.merge_bases(base, head)
    if repository.shallow:
        _, ahead = repository.alone("rev-list", base, head, *(f"^{commit}" for commit in found))
        if not found or repository.shallow & set(ahead.decode("ascii").split()):
            raise GuardError(
                "this clone is shallow: the commit where base and head part is cut off",
                "fetch the rest first: git fetch --unshallow origin",
            )
    if not found:
        raise GuardError(
            "base and head have no commit in common",
            "judge a branch that started from the base, or compare the two as they are: --push",
        )
    return found


def _merged(repository: Repository, base: str, head: str) -> str | None:
    """Return the tree that a merge gives, or None when it has conflicts (nothing can be merged)."""
    code, raw = repository.alone(
        "merge-tree", "--write-tree", "-z", "--no-messages", base, head, codes=(0, 1, 129)
    )
    if code == 129:
        raise GuardError(
            "this git cannot merge trees", f"install git 2.38 or newer, or {_MERGE_TREE}"
        )
    return raw.split(b"\0")[0].decode("ascii").strip() if code == 0 else None
