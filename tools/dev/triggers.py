"""Sorts the functions of a FunctionApp by what drives them.

HTTP functions become routes. Functions with another trigger are listed, and the dev host says
that nothing drives them: a driver for queues or timers belongs beside `HttpFunction`, as one more
dataclass here and one more module that runs it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from tools.dev.routes import RouteError, Template, compile_template

# What the binding extension of the Functions host accepts when a trigger names no method.
_HTTP_METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"})


class UnsupportedFunctionError(Exception):
    """A function cannot be hosted here although Azure could; `str()` names it and the reason."""


@dataclass(frozen=True)
class HttpFunction:
    """A function with an HTTP trigger; `argument` is its parameter that takes the request."""

    name: str
    template: Template
    methods: frozenset[str]
    call: Callable[..., Any]
    argument: str
    wants_context: bool


@dataclass(frozen=True)
class UndrivenFunction:
    """A function whose trigger (`queueTrigger`, `timerTrigger` ...) nothing fires here."""

    name: str
    trigger: str


@dataclass(frozen=True)
class Functions:
    """All functions of an app; HTTP routes in the order in which they are tried."""

    http: tuple[HttpFunction, ...]
    undriven: tuple[UndrivenFunction, ...]


class Indexable(Protocol):
    """What is needed of `azure.functions.FunctionApp`."""

    def get_functions(self) -> Iterable[Any]:
        """Build and return the functions; the library allows one call per app."""
        ...


def index(app: Indexable, prefix: str) -> Functions:
    """Index an app as the Functions worker does; `prefix` is host.json's `routePrefix`.

    Raises:
        RouteError, UnsupportedFunctionError: naming the function that cannot be served.
    """
    http: list[HttpFunction] = []
    undriven: list[UndrivenFunction] = []
    for function in app.get_functions():
        trigger = function.get_trigger()
        if trigger is None:
            raise UnsupportedFunctionError(f"function {function.get_function_name()}: no trigger")
        if trigger.type == "httpTrigger":
            http.append(_http_function(function, trigger, prefix))
        else:
            undriven.append(UndrivenFunction(function.get_function_name(), trigger.type))
    http.sort(key=lambda one: one.template.precedence)
    return Functions(tuple(http), tuple(undriven))


def _http_function(function: Any, trigger: Any, prefix: str) -> HttpFunction:
    name = cast("str", function.get_function_name())
    bound = {binding.name for binding in function.get_bindings() if binding.type != "http"}
    if extra := sorted(bound - {trigger.name}):
        raise UnsupportedFunctionError(
            f"function {name}: the bindings {', '.join(extra)} are not driven by the dev host"
        )
    route = trigger.route if trigger.route is not None else name
    try:
        template = compile_template("/".join(part for part in (prefix, route.strip("/")) if part))
    except RouteError as error:
        raise RouteError(f"function {name}: {error}") from error
    call = function.get_user_function()
    methods = frozenset(
        str(getattr(method, "value", method)).upper() for method in trigger.methods or ()
    )
    return HttpFunction(
        name=name,
        template=template,
        methods=methods or _HTTP_METHODS,
        call=call,
        argument=trigger.name,
        wants_context="context" in inspect.signature(call).parameters,
    )
