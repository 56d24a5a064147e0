"""What can go wrong with storage, as the engine tells it apart."""

from __future__ import annotations


class StorageError(Exception):
    """A storage operation failed."""


class StorageUnavailableError(StorageError):
    """Storage did not answer, or asked to come back later: the request may be repeated."""


class StorageRejectedError(StorageError):
    """Storage refused the operation itself: a defect, repeating does not help."""
