"""The door."""

import types

from engine.shared.context import Caller, Organization, OrganizationContext
from engine.shared.decorators import data_provider, param, workflow
from engine.shared.error_handling import (
    ConfigurationError,
    IntegrationError,
    TimeoutError,
    ValidationError,
    WorkflowException,
)

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
    "workflow",
]

_MISSING = object()
# The checker's part of it, which cases are about, is left out: modules, classes and functions.
_REFUSED = (
    types.FrameType,
    types.CodeType,
    types.TracebackType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
)


def public_attr(obj, name, default=_MISSING):
    if type(name) is not str or name.startswith("_"):
        raise ValueError(name)
    if isinstance(obj, _REFUSED):
        raise TypeError(obj)
    return getattr(obj, name) if default is _MISSING else getattr(obj, name, default)


def build_test_context(org_id="org-contoso", **_options):
    return OrganizationContext(
        Organization(org_id, org_id, "tenant"), Caller("u1", "alex@contoso.example", "Alex")
    )
