"""GET /api/health: whether the engine serves workflows, and if not, why. Open to everyone."""

from __future__ import annotations

import azure.functions as func

from engine.shared.middleware import json_response
from engine.shared.models import HealthReport, QuarantinedInfo
from engine.shared.routing import http_function
from engine.shared.startup import Engine, EngineState


def blueprint(engine: Engine) -> func.Blueprint:
    """Return the endpoint. It does not touch storage, so it answers while storage is down."""

    async def endpoint(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the binding
        return json_response(report(engine.state).to_json(), _status(engine.state))

    return http_function("health", "health", "GET", endpoint)


def report(state: EngineState) -> HealthReport:
    """Describe the engine's state."""
    return HealthReport(
        status=state.status,
        reason=state.reason,
        file=state.file,
        remedy=state.remedy,
        ruleset=state.ruleset,
        workflows=len(state.registry.workflows),
        data_providers=len(state.registry.data_providers),
        quarantined=[
            QuarantinedInfo(file=q.file, module=q.module, error=q.error) for q in state.quarantined
        ],
    )


def _status(state: EngineState) -> int:
    return 503 if state.status == "failed" else 200
