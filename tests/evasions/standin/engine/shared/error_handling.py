"""The errors a workflow raises on purpose."""

__all__ = [
    "ConfigurationError",
    "IntegrationError",
    "TimeoutError",
    "ValidationError",
    "WorkflowException",
]


class WorkflowException(Exception):
    def __init__(self, error_type, message, details=None):
        super().__init__(error_type, message, details)
        self.error_type = error_type
        self.message = message
        self.details = details

    def __str__(self):
        return f"{self.error_type}: {self.message}"


class _NamedException(WorkflowException):
    def __init__(self, message, details=None):
        super().__init__(type(self).__name__, message, details)


class ValidationError(_NamedException):
    pass


class IntegrationError(_NamedException):
    pass


class TimeoutError(_NamedException):
    pass


class ConfigurationError(_NamedException):
    pass
