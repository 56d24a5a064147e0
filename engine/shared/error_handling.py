"""The errors a workflow raises on purpose: their type, message and details reach the caller.

Any other exception is unexpected and tells the caller only the execution's id.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ConfigurationError",
    "IntegrationError",
    "TimeoutError",
    "ValidationError",
    "WorkflowException",
]


class WorkflowException(Exception):  # noqa: N818 - the name existing workflows import
    """A workflow failed for a reason its author foresaw.

    Attributes:
        error_type: short name of the failure, such as ``LicenseUnavailable``.
        message: one sentence for the person who started the workflow.
        details: JSON-serialisable facts for that person, or None.
    """

    def __init__(self, error_type: str, message: str, details: Any = None) -> None:
        super().__init__(error_type, message, details)
        self.error_type = error_type
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}"


class _NamedException(WorkflowException):
    """A workflow exception whose error type is the name of its class."""

    def __init__(self, message: str, details: Any = None) -> None:
        super().__init__(type(self).__name__, message, details)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.details)


class ValidationError(_NamedException):
    """The caller's values do not fit together or do not fit the client's situation."""


class IntegrationError(_NamedException):
    """Another system refused, failed or answered nonsense."""


class TimeoutError(_NamedException):  # noqa: A001 - the name existing workflows import
    """Another system did not answer in time."""


class ConfigurationError(_NamedException):
    """A configuration value or secret is missing or malformed."""
