"""The door: everything a workflow may use of the engine, and the only module it should import."""

from __future__ import annotations

from engine.shared.context import Caller, Organization, OrganizationContext
from engine.shared.decorators import data_provider, param, workflow
from engine.shared.error_handling import (
    ConfigurationError,
    IntegrationError,
    TimeoutError,  # noqa: A004 - the name existing workflows import
    ValidationError,
    WorkflowException,
)
from engine.shared.public_attr import public_attr
from engine.shared.resources import read_resource
from engine.shared.testing import build_test_context

__all__ = [
    "Caller",
    "ConfigurationError",
    "IntegrationError",
    "Organization",
    "OrganizationContext",
    "TimeoutError",
    "ValidationError",
    "WorkflowException",
    "build_test_context",
    "data_provider",
    "param",
    "public_attr",
    "read_resource",
    "workflow",
]
