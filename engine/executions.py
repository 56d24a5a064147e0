"""/api/executions: what ran, what runs, and how to stop it."""

from __future__ import annotations

import azure.functions as func

from engine.shared.api_errors import ConflictError, NotFoundError
from engine.shared.authorization import RUN_WORKFLOWS
from engine.shared.execution_ids import moment_of
from engine.shared.execution_requests import make_token, read_flag, read_listing
from engine.shared.executions import RunMode
from engine.shared.middleware import Call, authenticated, json_response
from engine.shared.models import ExecutionDetails, ExecutionList, ExecutionStatus
from engine.shared.routing import http_function
from engine.shared.startup import Engine
from engine.shared.transitions import TransitionError


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the endpoints."""
    one = "executions/{executionId}"
    return (
        http_function("list_executions", "executions", "GET", authenticated(engine, list_page)),
        http_function("get_execution", one, "GET", authenticated(engine, get)),
        http_function("cancel_execution", f"{one}/cancel", "POST", authenticated(engine, cancel)),
    )


async def list_page(call: Call) -> func.HttpResponse:
    """Answer with a page of the organization's executions, or with the caller's own.

    It is the caller's own without an organization, and for those who may not see its history.
    """
    org_id = _organization(call)
    listing, size, after = read_listing(call.request.params)
    mine = read_flag(call.request.params, "mine") or not call.access.may_see_all
    if org_id is None or mine:
        found, last = await call.services.executions.page_of(
            call.access.caller.user_id, org_id, listing, size, after
        )
    else:
        found, last = await call.services.executions.page(org_id, listing, size, after)
    shown = [one for one in found if _covered(call, one.workflow_name)]
    document = ExecutionList(executions=shown, continuation_token=make_token(last))
    return json_response(document.to_json())


async def get(call: Call) -> func.HttpResponse:
    """Answer with one execution and everything it has recorded."""
    _, found = await _find(call)
    return json_response(found.to_json())


async def cancel(call: Call) -> func.HttpResponse:
    """Stop an execution: at once while it waits, within seconds while it runs."""
    call.access.require(RUN_WORKFLOWS)
    org_id, found = await _find(call)
    opened = await call.services.executions.open(org_id, found.execution_id)
    if opened is None:
        raise _unknown()
    try:
        status = await opened.request_cancel(call.access.caller.user_id)
    except TransitionError as error:
        raise ConflictError(
            f"the execution has ended as {error.current}: there is nothing to cancel",
            {"status": error.current.value},
        ) from error
    call.services.executor.stop_here(found.execution_id)
    if found.mode == RunMode.FANOUT:
        await call.services.executor.enqueue(org_id, found.execution_id)
    document = {
        "executionId": found.execution_id,
        "status": status.value,
        "cancelRequested": True,
    }
    return json_response(document, 200 if status is ExecutionStatus.CANCELLED else 202)


async def _find(call: Call) -> tuple[str | None, ExecutionDetails]:
    org_id = _organization(call)
    execution_id = call.request.route_params.get("executionId", "")
    if moment_of(execution_id) is None:
        raise _unknown()
    found = await call.services.executions.find(org_id, execution_id)
    if found is None or not _covered(call, found.workflow_name):
        raise _unknown()
    others = call.access.may_see(call.access.organization)
    if found.executed_by != call.access.caller.user_id and not others:
        raise _unknown()
    return org_id, found


def _organization(call: Call) -> str | None:
    return call.access.organization.id if call.access.organization is not None else None


def _covered(call: Call, workflow: str) -> bool:
    """Tell whether a function key, if it is one that calls, covers the workflow."""
    return not call.principal.is_key or call.principal.scope.runs(workflow)


def _unknown() -> NotFoundError:
    return NotFoundError("this organization has no execution of that id: check X-Organization-Id")
