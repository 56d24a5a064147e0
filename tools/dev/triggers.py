"""Sorts the functions of a FunctionApp by what drives them.

HTTP functions become routes; `tools.dev.queues` and `tools.dev.timers` fire the functions of
queues and timers. Functions with another trigger are listed, and the dev host says that nothing
drives them.
"""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from starlette.concurrency import run_in_threadpool

from tools.dev.routes import RouteError, Template, compile_template
from tools.dev.timers import ScheduleError, next_tick

_LOG = logging.getLogger("ringfence.dev")
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
class Driven:
    """A function that no request calls; `argument` is its parameter that takes the trigger."""

    name: str
    call: Callable[..., Any]
    argument: str

    async def run(self, trigger: object) -> str | None:
        """Call it; return the type of what it raised, whose traceback is logged."""
        arguments = {self.argument: trigger}
        try:
            if inspect.iscoroutinefunction(self.call):
                await self.call(**arguments)
            else:
                await run_in_threadpool(self.call, **arguments)
        except Exception as error:  # noqa: BLE001 - whatever it raises, the host goes on
            _LOG.error("function %s raised:\n%s", self.name, traceback.format_exc())
            return type(error).__name__
        return None


@dataclass(frozen=True)
class QueueFunction(Driven):
    """A function that gets the messages of a queue; `connection` names a setting."""

    queue: str
    connection: str


@dataclass(frozen=True)
class TimerFunction(Driven):
    """A function that a schedule calls."""

    schedule: str
    use_monitor: bool


@dataclass(frozen=True)
class UndrivenFunction:
    """A function whose trigger (`blobTrigger` ...) nothing fires here."""

    name: str
    trigger: str


@dataclass(frozen=True)
class Functions:
    """All functions of an app; HTTP routes in the order in which they are tried."""

    http: tuple[HttpFunction, ...]
    queues: tuple[QueueFunction, ...]
    timers: tuple[TimerFunction, ...]
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
    queues: list[QueueFunction] = []
    timers: list[TimerFunction] = []
    undriven: list[UndrivenFunction] = []
    for function in app.get_functions():
        trigger = function.get_trigger()
        if trigger is None:
            raise UnsupportedFunctionError(f"function {function.get_function_name()}: no trigger")
        if trigger.type == "httpTrigger":
            http.append(_http_function(function, trigger, prefix))
        elif trigger.type == "queueTrigger":
            queues.append(_queue_function(function, trigger))
        elif trigger.type == "timerTrigger":
            timers.append(_timer_function(function, trigger))
        else:
            undriven.append(UndrivenFunction(function.get_function_name(), trigger.type))
    http.sort(key=lambda one: one.template.precedence)
    return Functions(tuple(http), tuple(queues), tuple(timers), tuple(undriven))


def _queue_function(function: Any, trigger: Any) -> QueueFunction:
    return QueueFunction(
        *_driven(function, trigger), queue=trigger.queue_name, connection=trigger.connection
    )


def _timer_function(function: Any, trigger: Any) -> TimerFunction:
    name, *_ = driven = _driven(function, trigger)
    try:
        next_tick(trigger.schedule, datetime.now(UTC))
    except ScheduleError as error:
        raise UnsupportedFunctionError(f"function {name}: {error}") from error
    use_monitor = trigger.use_monitor is not False
    return TimerFunction(*driven, schedule=trigger.schedule, use_monitor=use_monitor)


def _driven(function: Any, trigger: Any) -> tuple[str, Callable[..., Any], str]:
    return function.get_function_name(), function.get_user_function(), trigger.name


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
