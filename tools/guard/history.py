"""The canonical upstream's states, as far as they concern protected content.

Upstream means the states its branch really had, first parents only: what lay on a topic branch
was never released by anyone. That makes it a line, so "older" is a matter of position.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tools.guard.git import Repository
from tools.guard.protected import Content, Scope, content
from tools.guard.trees import Trees

# Trees are read in growing lots: few when the answer is near, many when history is long.
_FIRST_LOT, _LARGEST_LOT = 16, 512


@dataclass(frozen=True, slots=True)
class State:
    """Protected content that upstream's branch had for a while.

    Attributes:
        commit: the first commit that had it.
        content: what the commit's protected paths hold, without importable root entries.
        last: the last commit that had it; what is not listed may have changed in between.
    """

    commit: str
    content: Content
    last: str


class History:
    """Upstream's states, newest first, read no further than somebody asks."""

    def __init__(
        self, repository: Repository, trees: Trees, scope: Scope, tip: str, base: str
    ) -> None:
        self.scope = scope
        self._ends = (base, tip)
        self._repository = repository
        self._trees = trees
        self._known: list[State] = []
        self._last = tip
        self._lot = _FIRST_LOT
        # Only literal paths: a pattern would make git look into every tree of its history.
        pathspecs = [f":(top,literal){os.fsdecode(path)}" for path in scope.paths]
        self._source = repository.lines(
            *("log", "--first-parent", "--no-show-signature", "--no-color", "--format=%H %T %P"),
            *(tip, "--", *pathspecs),
        )

    def __iter__(self) -> Iterator[State]:
        position = 0
        while position < len(self._known) or self._read():
            yield self._known[position]
            position += 1

    def _read(self) -> bool:
        rows = [line.split() for line in islice(self._source, self._lot)]
        self._lot = min(self._lot * 2, _LARGEST_LOT)
        self._trees.prefetch(row[1] for row in rows)
        for commit, tree, *parents in rows:
            found = content(self._trees, self.scope, tree, modules=False)
            self._known.append(State(commit, found, self._last))
            self._last = parents[0] if parents else commit
        return bool(rows)

    def with_modules(self, state: State) -> tuple[Content, Content]:
        """Return the content at both ends of a state's time, with importable root entries."""
        first, last = (self._repository.tree(commit) for commit in (state.commit, state.last))
        return content(self._trees, self.scope, first), content(self._trees, self.scope, last)

    def ask_fork_point(self) -> None:
        """Start looking for the fork point while more of the history is read."""
        self._repository.ask_merge_bases(*self._ends)

    def fork_point(self) -> Content:
        """Return what upstream had where the base's history left it; nothing if they share none."""
        found = self._repository.merge_bases(*self._ends)
        if not found:
            return {}
        tree = self._repository.tree(found[0])
        return content(self._trees, self.scope, tree, modules=False)

    def newest(self, count: int) -> list[State]:
        """Return up to ``count`` states, newest first."""
        return list(islice(self, count))
