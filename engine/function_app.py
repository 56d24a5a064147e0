"""Compose the endpoints into the app that the Functions host indexes; no logic."""

from __future__ import annotations

import os
from pathlib import Path

import azure.functions as func

from engine import background, execute, executions, health, openapi
from engine.admin import audit, keys, registry
from engine.data_providers import endpoint as data_providers
from engine.shared.startup import start


def create_app(root: Path) -> func.FunctionApp:
    """Start the engine on the workspace under ``root`` and return its app.

    Always returns one: an exception here would make every function vanish from the host.
    """
    engine = start(root, os.environ)
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    for endpoint in (execute, health, registry):
        app.register_functions(endpoint.blueprint(engine))
    groups = (executions, background, data_providers, openapi, keys, audit)
    for functions in (one for group in groups for one in group.blueprints(engine)):
        app.register_functions(functions)
    return app
