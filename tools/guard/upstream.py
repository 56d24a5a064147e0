"""The first proof: the protected content is one commit of the canonical upstream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.guard.history import History, State
from tools.guard.protected import OWN, Content
from tools.guard.trees import TREE, Trees

# How many of the newest upstream states are compared to name the one that was probably meant.
_NEAR = 64
# How many states older than the base's are read, where nothing can pass any more, only to say why.
_FURTHER = 1024
# How many states are read for the base's version before its history is asked instead.
_PATIENCE = 128


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
        cut: how many states were read, if not all.
    """

    last_had: dict[bytes, int] = field(default_factory=dict)
    floor: dict[bytes, int] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    hits: list[tuple[State, list[bytes]]] = field(default_factory=list)
    late: State | None = None
    cut: int = 0


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
    differ = [n for n in sorted({*old, *new} - OWN) if old.get(n) != new.get(n)]
    listed = frozenset(history.scope.paths)
    names = sorted(({*old, *new} & listed) - OWN)
    changed = [name for name in differ if name in listed]
    # What is protected without being listed: it must be as upstream had it, at the same time.
    beside = [name for name in differ if name not in listed]
    search = _walk(history, _Sides(old, new, base), names, changed, beside)
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
        strange = [name for name in changed if name not in search.seen] + beside
        reason = (
            f"no commit of upstream has this content of {_list(strange)}"
            + (f" (among its newest {search.cut:,} versions)" if search.cut else "")
            if strange
            else f"no single commit of upstream has all of {_list(differ)}"
        )
        return Upstreamness(reasons=[reason], nearest=_nearest(history, new, differ, trees))
    return Upstreamness(reasons=[reason])


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is to be replaced, what by, and what the base has by now."""

    old: Content
    new: Content
    base: Content


def _walk(
    history: History,
    sides: _Sides,
    names: Sequence[bytes],
    changed: Sequence[bytes],
    beside: Sequence[bytes],
) -> _Search:
    search = _Search()
    had, floor = search.last_had, search.floor
    over, found_at = 0, None
    for position, state in enumerate(history):
        theirs = state.content
        for name in names:
            if name not in had and theirs.get(name) == sides.old.get(name):
                had[name] = position
        for name in changed:
            if name not in floor and theirs.get(name) == sides.base.get(name):
                floor[name] = position
        same = [name for name in changed if theirs.get(name) == sides.new.get(name)]
        search.seen.update(same)
        complete = False
        if len(same) == len(changed):
            apart = [name for name in names if theirs.get(name) != sides.new.get(name)]
            if not all(
                had.get(name, position) >= position and floor.get(name, position) >= position
                for name in changed
            ):
                search.late = search.late or state
            elif not beside or (not apart and _had_beside(history, state, sides.new, beside)):
                search.hits.append((state, apart))
                complete = not apart
            elif not apart:
                break
        over = over + 1 if all(name in had and name in floor for name in changed) else 0
        if over > _FURTHER and not search.hits:
            search.cut = position + 1
            break
        if complete and found_at is None:
            found_at = position
        if found_at is not None and position == found_at + _PATIENCE // 2:
            history.ask_fork_point()
        if found_at is not None and position == found_at + _PATIENCE:
            _from_fork_point(history.fork_point(), sides, changed, search, position)
        settled = found_at is not None or search.late or any(not apart for _, apart in search.hits)
        if settled and all(name in had and name in floor for name in changed):
            break
    return search


def _from_fork_point(
    upstream: Content, sides: _Sides, changed: Sequence[bytes], search: _Search, position: int
) -> None:
    """Spare a long walk: what is left to know is only that upstream had the older content once."""
    for name in changed:
        if name not in search.last_had and upstream.get(name) == sides.old.get(name):
            search.last_had[name] = position
        if name not in search.floor and upstream.get(name) == sides.base.get(name):
            search.floor[name] = position


def _had_beside(history: History, state: State, new: Content, beside: Sequence[bytes]) -> bool:
    ends = history.with_modules(state)
    return all(new.get(name) in [end.get(name) for end in ends] for name in beside)


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
