"""What stops the guard before it can judge."""

from __future__ import annotations


class GuardError(Exception):
    """The guard cannot judge what it was given: nothing is vouched for (exit code 2).

    Attributes:
        remedy: what to do about it.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(f"{reason}\n{remedy}" if remedy else reason)


class MissingObjectError(GuardError):
    """An object that the judgement needs is not in this clone."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"object {name} is not in this clone",
            "fetch it first: git fetch --unshallow origin (a shallow clone), or\n"
            "git fetch --refetch --no-filter origin (a partial clone)",
        )
