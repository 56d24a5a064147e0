"""The first proof: the protected content is one commit of the canonical upstream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.guard.history import History, State
from tools.guard.protected import OWN, Content
from tools.guard.trees import TREE, Trees

# How many of the newest upstream states are compared to name the one that was probably meant.
_NEAR = 64


@dataclass
class Upstreamness:
    """Whether content is upstream's.

    Attributes:
        commit: the upstream commit that proves it, or None.
        reasons: why there is none, for people.
        nearest: the upstream state that the content comes closest to.
    """

    commit: str | None = None
    reasons: list[str] = field(default_factory=list)
    nearest: State | None = None


@dataclass
class _Search:
    """What one walk through upstream's states has met.

    Attributes:
        last_had: path -> position of the newest state that has it as the older side does.
        floor: the same for what the base has by now.
        seen: changed paths whose new content some state has.
        hits: states with all changed paths, no newer than which the base had any of them, and
            the unchanged paths in which they differ.
        late: the newest state with all changed paths that is older than the base's.
    """

    last_had: dict[bytes, int] = field(default_factory=dict)
    floor: dict[bytes, int] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    hits: list[tuple[State, list[bytes]]] = field(default_factory=list)
    late: State | None = None


def judge(
    history: History, old: Content, new: Content, base: Content, trees: Trees
) -> Upstreamness:
    """Look for one upstream commit that has all of ``new`` and is older than neither side.

    The sides are ``old``, which is to be replaced, and ``base``, which may have moved on since.
    A path that differs from that commit passes only if it is unchanged and was never upstream's:
    an edit that this repository's maintainers have approved.
    """
    if any(old.get(name) != new.get(name) for name in OWN):
        return Upstreamness(reasons=["who may approve has changed: never taken from upstream"])
    names = sorted({*old, *new} - OWN)
    changed = [name for name in names if old.get(name) != new.get(name)]
    search = _walk(history, old, new, base, names, changed)
    lost = [name for name in changed if name not in search.last_had or name not in search.floor]
    if search.hits and lost:
        reason = f"it would undo what only this repository has, and approved: {_list(lost)}"
    elif search.hits:
        for state, apart in search.hits:
            if not any(name in search.last_had for name in apart):
                return Upstreamness(commit=state.commit)
        state, apart = search.hits[0]
        reason = (
            f"it is upstream's {state.commit[:12]} only in part: {_list(apart)} would stay at "
            "another upstream version"
        )
    elif search.late is not None:
        reason = f"it is upstream's {search.late.commit[:12]}, older than what the base has"
    else:
        strange = [name for name in changed if name not in search.seen]
        reason = (
            f"no commit of upstream has this content of {_list(strange)}"
            if strange
            else f"no single commit of upstream has all of {_list(changed)}"
        )
        return Upstreamness(reasons=[reason], nearest=_nearest(history, new, changed, trees))
    return Upstreamness(reasons=[reason])


def _walk(
    history: History,
    old: Content,
    new: Content,
    base: Content,
    names: Sequence[bytes],
    changed: Sequence[bytes],
) -> _Search:
    search = _Search()
    had, floor = search.last_had, search.floor
    for position, state in enumerate(history):
        theirs = state.content
        for name in names:
            if name not in had and theirs.get(name) == old.get(name):
                had[name] = position
        for name in changed:
            if name not in floor and theirs.get(name) == base.get(name):
                floor[name] = position
        same = [name for name in changed if theirs.get(name) == new.get(name)]
        search.seen.update(same)
        complete = False
        if len(same) == len(changed):
            if all(
                had.get(name, position) >= position and floor.get(name, position) >= position
                for name in changed
            ):
                apart = [name for name in names if theirs.get(name) != new.get(name)]
                search.hits.append((state, apart))
                complete = not apart
            elif search.late is None:
                search.late = state
        settled = complete or search.late or any(not apart for _, apart in search.hits)
        if settled and all(name in had and name in floor for name in changed):
            break
    return search


def _nearest(
    history: History, new: Content, changed: Sequence[bytes], trees: Trees
) -> State | None:
    def likeness(state: State) -> int:
        score = 0
        for name in changed:
            theirs, ours = state.content.get(name), new.get(name)
            if theirs == ours:
                score += 1000
            elif theirs and ours and theirs.mode == ours.mode == TREE:
                mine = trees.entries(ours.oid)
                score += sum(mine.get(n) == entry for n, entry in trees.entries(theirs.oid).items())
        return score

    states = history.newest(_NEAR)
    # Ties go to the newest, which comes first.
    best = max(states, key=likeness, default=None)
    return best if best is not None and likeness(best) else None


def _list(names: Sequence[bytes]) -> str:
    return ", ".join(name.decode("utf-8", "backslashreplace") for name in names)
