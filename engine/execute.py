"""POST /api/workflows/{workflowName}: run one workflow for one organization."""

from __future__ import annotations

import logging
from uuid import uuid4

import azure.functions as func

from engine.shared.api_errors import BadRequestError, NotFoundError, OutcomeNotRecordedError
from engine.shared.clock import iso, now
from engine.shared.context import Organization, open_context
from engine.shared.declarations import Workflow
from engine.shared.error_handling import ConfigurationError
from engine.shared.execution_state import ExecutionState
from engine.shared.executions import Execution, Outcome
from engine.shared.middleware import Call, authenticated, json_response
from engine.shared.models import ErrorInfo, ExecutionResponse
from engine.shared.parameters import Bound
from engine.shared.request import read_object
from engine.shared.routing import http_function
from engine.shared.runner import run
from engine.shared.startup import Engine
from engine.shared.storage.errors import StorageError

_log = logging.getLogger(__name__)


def blueprint(engine: Engine) -> func.Blueprint:
    """Return the endpoint."""
    return http_function(
        "execute_workflow", "workflows/{workflowName}", "POST", authenticated(engine, execute)
    )


async def execute(call: Call) -> func.HttpResponse:
    """Run the workflow that the path names and answer with its outcome."""
    organizations = call.services.organizations
    caller = await organizations.caller(call.principal.user_id)
    organization = None
    if call.principal.organization_id is not None:
        organization = await organizations.active(call.principal.organization_id)
    workflow = _workflow(call, organization)
    body = read_object(call.request.get_body())
    bound = workflow.parameters.bind(body)
    config = await organizations.config(organization.id if organization else None)
    execution = Execution(
        id=uuid4().hex,
        workflow=workflow.options.name,
        organization=organization,
        caller=caller,
        input=body,
        started_at=now(),
    )
    state = ExecutionState(
        execution_id=execution.id,
        organization=organization,
        caller=caller,
        config=config,
        read_secret=_no_secrets,
        store=call.services.caches.of(organization.id if organization else None),
        variables=dict(bound.variables),
    )
    return await _run_recorded(call, workflow, execution, state, bound)


async def _run_recorded(
    call: Call, workflow: Workflow, execution: Execution, state: ExecutionState, bound: Bound
) -> func.HttpResponse:
    await call.services.executions.started(execution)
    outcome = await run(workflow, open_context(state), state, bound.arguments)
    try:
        await call.services.executions.finished(execution, outcome)
    except StorageError as error:
        _log.exception(
            "execution %s ended as %s, but this could not be recorded", execution.id, outcome.status
        )
        raise OutcomeNotRecordedError(
            "the workflow has run, but its outcome could not be recorded; sending the request"
            " again would run it again",
            {"executionId": execution.id, "status": outcome.status.value},
        ) from error
    return json_response(_answer(execution, outcome))


def _workflow(call: Call, organization: Organization | None) -> Workflow:
    name = call.request.route_params.get("workflowName", "")
    workflow = call.state.registry.workflows.get(name)
    if workflow is None:
        raise NotFoundError(f"there is no workflow {name[:128]!r}; see /api/registry/metadata")
    if organization is None and workflow.options.requires_org:
        raise BadRequestError(
            f"workflow {name!r} runs for an organization: send its id in X-Organization-Id"
        )
    return workflow


def _answer(execution: Execution, outcome: Outcome) -> dict[str, object]:
    failure = outcome.failure
    error = None
    if failure is not None:
        error = ErrorInfo(error=failure.error, message=failure.message, details=failure.details)
    return ExecutionResponse(
        execution_id=execution.id,
        status=outcome.status,
        result=outcome.result,
        error=error,
        duration_ms=outcome.duration_ms,
        started_at=iso(execution.started_at),
        completed_at=iso(outcome.completed_at),
    ).to_json()


async def _no_secrets(key: str) -> str:
    raise ConfigurationError(f"secret {key!r} cannot be read: this engine has no secret store")
