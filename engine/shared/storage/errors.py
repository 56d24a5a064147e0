"""What can go wrong with storage, as the engine tells it apart."""

from __future__ import annotations


class StorageError(Exception):
    """A storage operation failed."""


class StorageUnavailableError(StorageError):
    """Storage did not answer, or asked to come back later: the request may be repeated."""


class StorageRejectedError(StorageError):
    """Storage refused the operation itself: a defect, repeating does not help."""


class ConflictError(Exception):
    """A conditional write was refused, because the row is not as the writer believes.

    Not a `StorageError`: storage works, and the writer has to look again.

    Attributes:
        index: which change of the transaction was refused.
        missing: the row does not exist; else it exists already or has changed.
    """

    def __init__(self, index: int = 0, *, missing: bool = False) -> None:
        super().__init__("the row does not exist" if missing else "the row has changed")
        self.index = index
        self.missing = missing
