"""The vocabulary of the engine."""

from enum import StrEnum

__all__ = ["ConfigType", "ExecutionMode", "ExecutionStatus", "ParameterType", "UserType"]


class ExecutionStatus(StrEnum):
    RUNNING = "Running"
    SUCCESS = "Success"
    FAILED = "Failed"


class ExecutionMode(StrEnum):
    SYNC = "sync"
    ASYNC = "async"


class ParameterType(StrEnum):
    STRING = "string"
    INT = "int"


class ConfigType(StrEnum):
    STRING = "string"


class UserType(StrEnum):
    PLATFORM = "PLATFORM"
    ORG = "ORG"
