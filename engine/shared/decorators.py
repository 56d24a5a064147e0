"""``@workflow``, ``@param`` and ``@data_provider``: how workspace code says what it offers.

The functions stay plain callables; wrong arguments fail at import, where the developer looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from engine.shared.declarations import (
    DataProviderOptions,
    DeclarationError,
    WorkflowOptions,
    draft_of,
)
from engine.shared.models import ExecutionMode, ParameterType
from engine.shared.ncrontab import parse_schedule
from engine.shared.parameters import Parameter
from engine.shared.retry_policy import parse_retry_policy
from engine.shared.validation_rules import normalise
from engine.shared.values import storable

__all__ = ["data_provider", "param", "workflow"]

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\Z", re.ASCII)
_CRON_FIELDS: Final = (5, 6)


def workflow(
    name: str,
    description: str,
    category: str = "General",
    tags: list[str] | None = None,
    execution_mode: str = "sync",
    timeout_seconds: float = 300,
    max_duration_seconds: float = 300,
    retry_policy: dict[str, Any] | None = None,
    schedule: str | None = None,
    requires_org: bool = True,
    expose_in_forms: bool = True,
    requires_approval: bool = False,
    required_permission: str = "canExecuteWorkflows",
) -> Callable[[FunctionT], FunctionT]:
    """Offer a function ``(context, **parameters)`` as a workflow.

    Args:
        name: unique; letters, digits, ``_``, ``-`` and ``.``. It is part of the URL.
        description: one sentence for the person who picks it.
        category: heading it is listed under.
        tags: words to find it by.
        execution_mode: ``sync``, ``async`` or ``scheduled``.
        timeout_seconds: one run is stopped after this time.
        max_duration_seconds: all attempts together are stopped after this time.
        retry_policy: how failed attempts are repeated: ``max_attempts``, and as wanted
            ``backoff_seconds``, ``backoff_multiplier``, ``max_backoff_seconds``, ``jitter`` (0 to
            1) and ``retry_on`` (error types).
        schedule: NCRONTAB expression; with ``execution_mode="scheduled"`` only.
        requires_org: whether it runs for an organization, named by ``X-Organization-Id``.
        expose_in_forms: whether forms may offer it.
        requires_approval: whether someone must approve each execution.
        required_permission: what the caller must be allowed to do.

    Raises:
        DeclarationError: an argument is wrong.
    """
    where = _named("@workflow", name)
    mode = _choice(where, "execution_mode", execution_mode, ExecutionMode)
    options = WorkflowOptions(
        name=name,
        description=_text(where, "description", description),
        category=_text(where, "category", category),
        tags=_texts(where, "tags", tags),
        execution_mode=mode,
        timeout_seconds=_seconds(where, "timeout_seconds", timeout_seconds),
        max_duration_seconds=_seconds(where, "max_duration_seconds", max_duration_seconds),
        retry_policy=_retry(where, retry_policy),
        schedule=_schedule(where, schedule, mode),
        requires_org=_flag(where, "requires_org", requires_org),
        expose_in_forms=_flag(where, "expose_in_forms", expose_in_forms),
        requires_approval=_flag(where, "requires_approval", requires_approval),
        required_permission=_text(where, "required_permission", required_permission),
    )
    return _declare("@workflow", options)


def data_provider(
    name: str,
    description: str,
    category: str = "General",
    cache_ttl_seconds: float = 300,
) -> Callable[[FunctionT], FunctionT]:
    """Offer a function ``(context, **parameters)`` that returns the options of a form field.

    It returns a list of ``{"label", "value", "metadata"}`` dictionaries.

    Args:
        name: unique among data providers; ``@param(data_provider=...)`` refers to it.
        description: one sentence on what it lists.
        category: heading it is listed under.
        cache_ttl_seconds: how long an answer may be reused for the same organization.

    Raises:
        DeclarationError: an argument is wrong.
    """
    where = _named("@data_provider", name)
    ttl = 0.0 if cache_ttl_seconds == 0 else _seconds(where, "cache_ttl_seconds", cache_ttl_seconds)
    options = DataProviderOptions(
        name=name,
        description=_text(where, "description", description),
        category=_text(where, "category", category),
        cache_ttl_seconds=ttl,
    )
    return _declare("@data_provider", options)


def param(
    name: str,
    type: str,  # noqa: A002 - the name existing workflows pass
    label: str | None = None,
    required: bool = False,
    validation: dict[str, Any] | None = None,
    data_provider: str | None = None,
    default_value: Any = None,
    help_text: str | None = None,
) -> Callable[[FunctionT], FunctionT]:
    """Declare one parameter of a workflow or data provider.

    The function's type hint for it, if any, is applied after ``type``.

    Args:
        name: the parameter's name in the function and the key in the request body.
        type: ``string``, ``int``, ``bool``, ``float``, ``json``, ``list`` or ``email``.
        label: what a form shows; the name in words by default.
        required: whether the caller must give it.
        validation: ``min``, ``max``, ``minLength``, ``maxLength``, ``pattern``,
            ``allowedValues``.
        data_provider: name of the data provider that lists its possible values.
        default_value: used when the caller gives none.
        help_text: one sentence for the person who fills a form in.

    Raises:
        DeclarationError: an argument is wrong.
    """
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
        raise DeclarationError(
            f"@param: the name must be a public Python identifier, not {name!r};"
            ' write @param("email", "email")'
        )
    where = f"@param({name!r})"
    kind = _choice(where, "type", type, ParameterType)
    required = _flag(where, "required", required)
    try:
        rules = normalise(kind, _mapping(where, "validation", validation) or {})
    except ValueError as error:
        raise DeclarationError(f"{where}: {error}") from error
    if required and default_value is not None:
        raise DeclarationError(f"{where} is required, so its default_value would never be used")
    declared = Parameter(
        name=name,
        type=kind,
        label=_optional(where, "label", label) or name.replace("_", " ").capitalize(),
        required=required,
        validation=rules,
        data_provider=_optional(where, "data_provider", data_provider),
        default_value=default_value,
        help_text=_optional(where, "help_text", help_text),
    )

    def decorate(function: FunctionT) -> FunctionT:
        draft = draft_of(function, where)
        if any(known.name == name for known in draft.parameters):
            raise DeclarationError(f"{where} is declared twice on {function.__qualname__}")
        # Decorators apply from the bottom up; forms show the lines from the top down.
        draft.parameters.insert(0, declared)
        return function

    return decorate


def _declare(
    decorator: str, options: WorkflowOptions | DataProviderOptions
) -> Callable[[FunctionT], FunctionT]:
    def decorate(function: FunctionT) -> FunctionT:
        draft = draft_of(function, decorator)
        if draft.options is not None:
            raise DeclarationError(
                f"{function.__qualname__} is already declared as {draft.options.name!r}:"
                f" a function has one @workflow or one @data_provider"
            )
        draft.options = options
        return function

    return decorate


def _named(decorator: str, name: Any) -> str:
    if callable(name):
        raise DeclarationError(
            f"{decorator} needs arguments: write {decorator}(name=..., description=...)"
        )
    if not isinstance(name, str) or not _NAME.match(name):
        raise DeclarationError(
            f"{decorator}: the name must be 1-128 letters, digits, '_', '-' or '.', starting with"
            f" a letter or digit, not {name!r}"
        )
    return f"{decorator}({name!r})"


def _text(where: str, argument: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DeclarationError(f"{where}: {argument} must be a non-empty str, not {value!r}")
    if storable(value) != value:
        raise DeclarationError(f"{where}: {argument} {value!r} is not valid Unicode")
    return value


def _optional(where: str, argument: str, value: Any) -> str | None:
    return None if value is None else _text(where, argument, value)


def _texts(where: str, argument: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise DeclarationError(f"{where}: {argument} must be a list of str, not {value!r}")
    return tuple(_text(where, f"each of {argument}", item) for item in value)


def _flag(where: str, argument: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise DeclarationError(f"{where}: {argument} must be True or False, not {value!r}")
    return value


def _seconds(where: str, argument: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value < float("inf"):
        raise DeclarationError(
            f"{where}: {argument} must be a positive number of seconds, not {value!r}"
        )
    return float(value)


def _mapping(where: str, argument: str, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise DeclarationError(f"{where}: {argument} must be a dict with str keys, not {value!r}")
    return dict(value)


def _retry(where: str, value: Any) -> dict[str, Any] | None:
    policy = _mapping(where, "retry_policy", value)
    try:
        parse_retry_policy(policy)
    except ValueError as error:
        raise DeclarationError(f"{where}: {error}") from error
    return policy


def _choice(where: str, argument: str, value: Any, choices: type[ChoiceT]) -> ChoiceT:
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(choices)
        raise DeclarationError(
            f"{where}: {argument} must be one of {known}, not {value!r}"
        ) from None


def _schedule(where: str, value: Any, mode: ExecutionMode) -> str | None:
    if (value is not None) != (mode is ExecutionMode.SCHEDULED):
        raise DeclarationError(f'{where}: execution_mode="scheduled" and schedule need each other')
    if value is None:
        return None
    if len(_text(where, "schedule", value).split()) not in _CRON_FIELDS:
        raise DeclarationError(
            f"{where}: schedule must be an NCRONTAB expression of 5 or 6 fields, not {value!r}"
        )
    try:
        parse_schedule(value)
    except ValueError as error:
        raise DeclarationError(f"{where}: schedule: {error}") from error
    return str(value)
