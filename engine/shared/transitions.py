"""Which state an execution may go to from which; everything else is refused."""

from __future__ import annotations

from typing import Final

from engine.shared.models import ExecutionStatus as S

FINAL: Final = frozenset({S.SUCCESS, S.FAILED, S.TIMED_OUT, S.CANCELLED, S.COMPLETED_WITH_ERRORS})
_ALLOWED: Final = {
    S.PENDING: frozenset({S.RUNNING, S.CANCELLED, S.FAILED}),
    # Running again: the next attempt.
    S.RUNNING: frozenset({S.RUNNING}) | FINAL,
}


class TransitionError(Exception):
    """An execution cannot go from its state to the wanted one."""

    def __init__(self, current: S, wanted: S) -> None:
        super().__init__(f"an execution that is {current} cannot become {wanted}")
        self.current = current
        self.wanted = wanted


def require(current: S, wanted: S) -> None:
    """Check a transition.

    Raises:
        TransitionError: it is not allowed.
    """
    if wanted not in _ALLOWED.get(current, frozenset()):
        raise TransitionError(current, wanted)
