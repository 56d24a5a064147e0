"""Functions as blueprints. HTTP ones are open at the host: the engine itself verifies callers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import azure.functions as func

from engine.shared.middleware import Endpoint

_CONNECTION: Final = "AzureWebJobsStorage"


def http_function(name: str, route: str, method: str, endpoint: Endpoint) -> func.Blueprint:
    """Return a blueprint with one function.

    Args:
        name: the function's name in the host, unique in the app.
        route: path template below the host's route prefix.
        method: the one HTTP method it serves.
        endpoint: its handler; the request parameter is called ``req``.
    """
    # The SDK's constructor has no annotations.
    routes = func.Blueprint()  # type: ignore[no-untyped-call]
    bind = routes.route(
        route, trigger_arg_name="req", methods=[method], auth_level=func.AuthLevel.ANONYMOUS
    )
    routes.function_name(name)(bind(endpoint))
    return routes


def queue_function(
    name: str, queue: str, handler: Callable[[func.QueueMessage], Awaitable[None]]
) -> func.Blueprint:
    """Return a blueprint with a function that gets the messages of a queue as ``msg``."""
    routes = func.Blueprint()  # type: ignore[no-untyped-call]
    bind = routes.queue_trigger(arg_name="msg", queue_name=queue, connection=_CONNECTION)
    routes.function_name(name)(bind(handler))
    return routes


def timer_function(
    name: str, schedule: str, handler: Callable[[func.TimerRequest], Awaitable[None]]
) -> func.Blueprint:
    """Return a blueprint with a function that is called by an NCRONTAB schedule, as ``timer``.

    The host remembers the schedule's last run: a tick that it missed runs once, when it is back.
    """
    routes = func.Blueprint()  # type: ignore[no-untyped-call]
    bind = routes.timer_trigger(
        arg_name="timer", schedule=schedule, run_on_startup=False, use_monitor=True
    )
    routes.function_name(name)(bind(handler))
    return routes
