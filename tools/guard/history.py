"""The canonical upstream's states, as far as they concern protected content.

Upstream means the states its branch really had, first parents only: what lay on a topic branch
was never released by anyone. That makes it a line, so "older" is a matter of position.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from tools.guard.git import Repository
from tools.guard.protected import MODULE_PATHSPECS, Content, Scope, content
from tools.guard.trees import Trees


@dataclass(frozen=True, slots=True)
class State:
    """Protected content that upstream's branch had from ``commit`` on."""

    commit: str
    content: Content


class History:
    """Upstream's states, newest first, read no further than somebody asks."""

    def __init__(self, repository: Repository, trees: Trees, scope: Scope, tip: str) -> None:
        self._trees = trees
        self._scope = scope
        self._known: list[State] = []
        pathspecs = [f":(top,literal){os.fsdecode(path)}" for path in scope.paths]
        self._source = repository.lines(
            *("log", "--first-parent", "--no-show-signature", "--no-color", "--format=%H %T", tip),
            *("--", *pathspecs, *MODULE_PATHSPECS),
        )

    def __iter__(self) -> Iterator[State]:
        position = 0
        while position < len(self._known) or self._read():
            yield self._known[position]
            position += 1

    def _read(self) -> bool:
        line = next(self._source, None)
        if line is None:
            return False
        commit, tree = line.split()
        self._known.append(State(commit, content(self._trees, self._scope, tree)))
        return True

    def newest(self, count: int) -> list[State]:
        """Return up to ``count`` states, newest first."""
        return [state for state, _ in zip(self, range(count), strict=False)]
