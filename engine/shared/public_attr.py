"""Attribute access by computed name that cannot leave the data a workflow already holds.

The checker rejects ``getattr`` with a computed name, because any name could be an escape; this
is the function it offers instead.
"""

from __future__ import annotations

import inspect
import types
import unicodedata
from typing import Any, Final

from engine.shared.context import OrganizationContext

_MISSING: Final = object()

_REFUSED_TYPES: Final = (
    types.ModuleType,
    type,
    types.FrameType,
    types.CodeType,
    types.TracebackType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    OrganizationContext,
)


def public_attr(obj: object, name: str, default: Any = _MISSING) -> Any:
    """Return the public attribute ``name`` of a data object.

    Args:
        obj: an instance holding data; not a module, class, function, frame or the context.
        name: the attribute; it may not start with an underscore.
        default: returned when the attribute is missing.

    Raises:
        TypeError: ``obj`` or the attribute's value is not data, or ``name`` is not a string.
        ValueError: ``name`` is private.
        AttributeError: the attribute is missing and there is no default.
    """
    if type(name) is not str:
        raise TypeError(f"the attribute name must be a str, not {type(name).__name__}")
    # Python compares identifiers after NFKC, so the full-width low line must count as "_" too.
    if unicodedata.normalize("NFKC", name).startswith("_"):
        raise ValueError(f"{name!r} is private: public_attr reads public attributes only")
    if isinstance(obj, _REFUSED_TYPES) or inspect.isroutine(obj):
        raise TypeError(
            f"public_attr reads data objects, not a {type(obj).__name__}: name the attribute"
            " in the code instead"
        )
    try:
        value = getattr(obj, name)
    except AttributeError:
        if default is _MISSING:
            raise
        return default
    if isinstance(value, types.ModuleType):
        raise TypeError(f"attribute {name!r} is a module: import what you need from it instead")
    # A proxy's `__getattr__` may have handed it on from running code.
    if isinstance(value, types.FrameType | types.CodeType | types.TracebackType):
        raise TypeError(f"attribute {name!r} is no data but a {type(value).__name__}")
    return value
