"""What ``@workflow``, ``@param`` and ``@data_provider`` have said about a function.

Kept beside the function, which stays a plain callable. Declaring has no effect on the process:
discovery collects what a loading workspace declares.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FunctionType, SimpleNamespace
from typing import Any, get_type_hints
from weakref import WeakKeyDictionary

from engine.shared.models import ExecutionMode
from engine.shared.parameters import Parameter, ParameterModel, build_model
from engine.shared.retry_policy import RetryPolicy, parse_retry_policy

Function = Callable[..., Any]


class DeclarationError(ValueError):
    """A decorator was used wrongly; the message names the function and says how to write it."""


@dataclass(frozen=True, kw_only=True)
class WorkflowOptions:
    """The arguments of ``@workflow``, checked. Durations are seconds."""

    name: str
    description: str
    category: str
    tags: tuple[str, ...]
    execution_mode: ExecutionMode
    timeout_seconds: float
    max_duration_seconds: float
    retry_policy: Mapping[str, Any] | None
    schedule: str | None
    requires_org: bool
    expose_in_forms: bool
    requires_approval: bool
    required_permission: str


@dataclass(frozen=True, kw_only=True)
class DataProviderOptions:
    """The arguments of ``@data_provider``, checked."""

    name: str
    description: str
    category: str
    cache_ttl_seconds: float


@dataclass(frozen=True)
class Workflow:
    """A finished workflow declaration: call ``function(context, **parameters)``."""

    options: WorkflowOptions
    function: Function
    parameters: ParameterModel
    module: str

    @property
    def retry(self) -> RetryPolicy:
        """The options' ``retry_policy``, checked when it was declared."""
        return parse_retry_policy(self.options.retry_policy)


@dataclass(frozen=True)
class DataProvider:
    """A finished data provider declaration: call ``function(context, **parameters)``."""

    options: DataProviderOptions
    function: Function
    parameters: ParameterModel
    module: str


@dataclass(eq=False)
class Draft:
    """A declaration in the making: decorators arrive one by one, in any order.

    Attributes:
        function: the outermost function that a decorator of ours has seen.
        parameters: in the order of the source lines.
    """

    function: Function
    options: WorkflowOptions | DataProviderOptions | None = None
    parameters: list[Parameter] = field(default_factory=list)

    @property
    def module(self) -> str:
        """Name of the module that defines the function."""
        return self.function.__module__

    def finish(self) -> Workflow | DataProvider:
        """Check the declaration as a whole against the function's signature and type hints.

        Raises:
            DeclarationError: they do not fit together.
        """
        name = self.function.__qualname__
        if self.options is None:
            raise DeclarationError(
                f"{name} has @param but neither @workflow nor @data_provider (a decorator of your"
                " own in between must use functools.wraps)"
            )
        signature = inspect.signature(self.function)
        optional = _check_signature(name, signature, {p.name for p in self.parameters})
        try:
            model = build_model(
                self.options.name,
                tuple(self.parameters),
                _hints(self.function, signature, self.parameters),
                optional,
            )
        except (ValueError, TypeError, NameError) as error:
            raise DeclarationError(f"{name}: {error}") from error
        if isinstance(self.options, WorkflowOptions):
            return Workflow(self.options, self.function, model, self.module)
        return DataProvider(self.options, self.function, model, self.module)


_DRAFTS: WeakKeyDictionary[Function, Draft] = WeakKeyDictionary()
_COLLECTED: ContextVar[list[Draft] | None] = ContextVar("collected", default=None)


@contextmanager
def collect() -> Iterator[list[Draft]]:
    """Collect the drafts that are begun inside the block, oldest first."""
    drafts: list[Draft] = []
    token = _COLLECTED.set(drafts)
    try:
        yield drafts
    finally:
        _COLLECTED.reset(token)


def draft_of(function: Any, decorator: str) -> Draft:
    """Return the draft of ``function``, begun now if need be.

    Args:
        function: what the decorator was applied to.
        decorator: its name, for the error message.

    Raises:
        DeclarationError: it was applied to something other than a function.
    """
    # The exact type: isinstance() asks the object, and a look-alike that equals another module's
    # function would be handed that function's draft.
    if type(function) is not FunctionType:
        raise DeclarationError(
            f"{decorator} belongs on a `def` or `async def`, not on a {type(function).__name__}"
        )
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise DeclarationError(f"{function.__qualname__} must return its result, not yield it")
    draft = _known_draft(function)
    if draft is None:
        draft = Draft(function)
        collected = _COLLECTED.get()
        if collected is not None:
            collected.append(draft)
    draft.function = function
    _DRAFTS[function] = draft
    return draft


def _known_draft(function: Any) -> Draft | None:
    """Find the draft of a function or, through functools.wraps, of one that it wraps."""
    while type(function) is FunctionType:
        draft = _DRAFTS.get(function)
        if draft is not None:
            return draft
        function = getattr(function, "__wrapped__", None)
    return None


def _check_signature(name: str, signature: inspect.Signature, declared: set[str]) -> frozenset[str]:
    """Check the declared names against the signature; return those that have a default there."""
    positional = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    parameters = list(signature.parameters.values())
    if not parameters or parameters[0].kind not in positional:
        raise DeclarationError(f"{name} must take the context as its first parameter")
    takes_any = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters)
    by_keyword = {
        p.name: p
        for p in parameters[1:]
        if p.kind in {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    }
    if parameters[0].name in declared:
        raise DeclarationError(f"{name}: {parameters[0].name!r} is the context, not a parameter")
    unknown = sorted(declared - by_keyword.keys())
    if unknown and not takes_any:
        raise DeclarationError(
            f"{name} has @param({unknown[0]!r}) but no parameter of that name in its signature"
        )
    for parameter in parameters[1:]:
        if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise DeclarationError(f"{name}: {parameter.name!r} must not be positional-only")
        required = parameter.default is inspect.Parameter.empty
        if parameter.name in by_keyword and required and parameter.name not in declared:
            raise DeclarationError(
                f"{name}: parameter {parameter.name!r} needs a @param line or a default value"
            )
    return frozenset(
        key for key, p in by_keyword.items() if p.default is not inspect.Parameter.empty
    ) | frozenset(unknown)


def _hints(
    function: Function, signature: inspect.Signature, parameters: list[Parameter]
) -> dict[str, Any]:
    """Return the type hints of the declared parameters only: others may not be resolvable."""
    hints: dict[str, Any] = {}
    for parameter in parameters:
        declared = signature.parameters.get(parameter.name)
        if declared is None or declared.annotation is inspect.Parameter.empty:
            continue
        holder: Any = SimpleNamespace(__annotations__={parameter.name: declared.annotation})
        try:
            found = get_type_hints(
                holder, globalns=inspect.unwrap(function).__globals__, include_extras=True
            )
        except Exception as error:
            raise DeclarationError(
                f"type hint {declared.annotation!r} of parameter {parameter.name!r} cannot be"
                f" resolved ({error}); import its names at module level, outside TYPE_CHECKING"
            ) from error
        hints[parameter.name] = found[parameter.name]
    return hints
