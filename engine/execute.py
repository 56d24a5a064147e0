"""POST /api/workflows/{workflowName}: run a workflow for one organization, now or by the queue."""

from __future__ import annotations

import logging
from typing import Any, Final
from urllib.parse import urlsplit

import azure.functions as func

from engine.shared.api_errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    OutcomeNotRecordedError,
    ServiceUnavailableError,
)
from engine.shared.clock import iso, now
from engine.shared.context import Organization
from engine.shared.declarations import Workflow
from engine.shared.execution_ids import new_id
from engine.shared.execution_logger import DuplicateError
from engine.shared.execution_requests import read_idempotency
from engine.shared.executions import Execution, Idempotency, Outcome, RunMode
from engine.shared.executor import Job, OutcomeUnrecordedError, Terms
from engine.shared.fanout import KEY as FAN_OUT
from engine.shared.middleware import (
    REQUEST_SECONDS,
    Call,
    authenticated_early,
    json_response,
)
from engine.shared.models import ErrorInfo, ExecutionResponse, ExecutionStatus
from engine.shared.open_execution import OwnershipLostError
from engine.shared.preparation import attempts_of, find_workflow, mode_of
from engine.shared.request import facts_of, read_object
from engine.shared.routing import http_function
from engine.shared.startup import Engine
from engine.shared.storage.deadline import within
from engine.shared.transitions import FINAL

_log = logging.getLogger(__name__)

_ROUTE: Final = "/workflows/"


def blueprint(engine: Engine) -> func.Blueprint:
    """Return the endpoint."""
    return http_function(
        "execute_workflow", "workflows/{workflowName}", "POST", authenticated_early(engine, execute)
    )


async def execute(call: Call) -> func.HttpResponse:
    """Run the workflow that the path names and answer with its outcome, or where to find it."""
    organization = call.access.organization
    name = call.request.route_params.get("workflowName", "")
    call.access.require_workflow(name)
    # Read first only where it may name the organizations: else what is wrong with the path
    # is told before what is wrong with the body.
    body = read_object(call.request.get_body()) if organization is None else {}
    many = FAN_OUT in body
    workflow = find_workflow(call.state.registry, name, organization, for_many=many)
    call.access.require(workflow.options.required_permission)
    body = body or read_object(call.request.get_body())
    idempotency = read_idempotency(call.request.headers.get("idempotency-key"), name, body)
    if FAN_OUT in body:
        await call.permit.granted()
        return await _fan_out(call, workflow, body, idempotency)
    moment = now()
    mode = mode_of(workflow)
    execution = Execution(
        id=new_id(moment),
        workflow=name,
        organization=organization,
        caller=call.access.caller,
        input=body,
        created_at=moment,
        mode=mode,
        max_attempts=attempts_of(workflow, mode),
    )
    job = await call.services.preparation.job(execution, workflow)
    try:
        if mode is RunMode.SYNC:
            return await _run(call, job, idempotency)
        answer = accepted(call, execution.id, ExecutionStatus.PENDING)
        terms = Terms(idempotency, call.permit.granted, lambda: call.permit.complete(202))
        await call.services.executor.submit(execution, terms)
    except DuplicateError as error:
        return await _repeated(call, organization, idempotency, error)
    return answer


async def _fan_out(
    call: Call, workflow: Workflow, body: dict[str, Any], idempotency: Idempotency | None
) -> func.HttpResponse:
    if not call.access.is_admin:
        raise ForbiddenError(f"{FAN_OUT} is for platform administrators")
    if call.access.organization is not None:
        raise BadRequestError(f"{FAN_OUT} names the organizations: leave X-Organization-Id out")
    workflow.parameters.bind(body)
    name = workflow.options.name
    entry = None
    if not call.principal.is_key:
        # It enters every organization it names; a key's row is written already.
        facts = facts_of(call.request)
        entry = await call.services.audit.crossing(call.access.caller.user_id, None, facts)
    try:
        parent = await call.services.fan_out.submit(name, body, call.access.caller, idempotency)
    except DuplicateError as error:
        return await _repeated(call, None, idempotency, error)
    answer = accepted(call, parent, ExecutionStatus.PENDING)
    if entry is not None:
        await call.services.audit.complete(entry, answer.status_code)
    return answer


async def _run(call: Call, job: Job, idempotency: Idempotency | None) -> func.HttpResponse:
    execution = job.execution
    try:
        terms = Terms(idempotency, call.permit.granted, lambda: call.permit.complete(200))
        outcome = await call.services.executor.run_now(job, terms)
    except OutcomeUnrecordedError as error:
        status = error.outcome.status
        _log.exception(
            "execution %s ended as %s, but this could not be recorded", execution.id, status
        )
        raise OutcomeNotRecordedError(
            "the workflow has run, but its outcome could not be recorded yet; sending the request"
            " again would run it again",
            {"executionId": execution.id, "status": status.value},
        ) from error
    except OwnershipLostError:
        # Ended by somebody else: cancelled, or taken for lost. The record says how.
        return await _recorded(call, execution.organization, execution.id)
    return json_response(_answer(execution, outcome))


async def _repeated(
    call: Call,
    organization: Organization | None,
    idempotency: Idempotency | None,
    error: DuplicateError,
) -> func.HttpResponse:
    """Answer a request whose idempotency key has been used before."""
    if idempotency is None or error.fingerprint != idempotency.fingerprint:
        raise ConflictError(
            "this Idempotency-Key was used for another workflow or body within the last 24 hours:"
            " send the same request, or another key",
            {"executionId": error.execution_id},
        )
    return await _recorded(call, organization, error.execution_id)


async def _recorded(
    call: Call, organization: Organization | None, execution_id: str
) -> func.HttpResponse:
    # A workflow that has run may have taken longer than the request's own operations.
    with within(REQUEST_SECONDS):
        found = await call.services.executions.find(
            organization.id if organization else None, execution_id
        )
    if found is None:
        # Another request holds the key and its record is not there yet, or was just taken back.
        raise ServiceUnavailableError("the execution of this key is just beginning, try again")
    if found.executed_by != call.access.caller.user_id and not call.access.may_see(organization):
        # The key is the organization's, the answer is for who may see other people's executions.
        raise ConflictError("this Idempotency-Key was used by somebody else: use another one")
    if found.status not in FINAL:
        return accepted(call, execution_id, found.status)
    document = ExecutionResponse(
        execution_id=execution_id,
        status=found.status,
        result=found.result,
        error=found.error,
        duration_ms=found.duration_ms,
        started_at=found.started_at,
        completed_at=found.completed_at,
    )
    return json_response(document.to_json(), 200, {"Idempotent-Replayed": "true"})


def accepted(call: Call, execution_id: str, status: ExecutionStatus) -> func.HttpResponse:
    """Answer 202: the execution goes on without this request."""
    path = urlsplit(call.request.url).path
    prefix = path[: path.index(_ROUTE)] if _ROUTE in path else "/api"
    document: dict[str, Any] = {"executionId": execution_id, "status": status.value}
    location = f"{prefix}/executions/{execution_id}"
    return json_response(document, 202, {"Location": location, "Retry-After": "1"})


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
        started_at=iso(execution.created_at),
        completed_at=iso(outcome.completed_at),
    ).to_json()
