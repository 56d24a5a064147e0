"""One HTTP function as a blueprint, always open at the host: the engine itself verifies callers."""

from __future__ import annotations

import azure.functions as func

from engine.shared.middleware import Endpoint


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
