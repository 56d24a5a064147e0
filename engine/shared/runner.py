"""Run a workflow function to exactly one outcome, whatever it does.

``async def`` workflows run as a task of the calling loop, plain ``def`` ones in a thread of
their own, so that neither a time limit nor a crash of theirs reaches the engine.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import threading
import time
import traceback
from collections.abc import Mapping
from typing import Any, Final

from engine.shared.clock import now
from engine.shared.context import OrganizationContext
from engine.shared.declarations import Workflow
from engine.shared.error_handling import WorkflowException
from engine.shared.execution_state import ExecutionState
from engine.shared.executions import Failure, Outcome, Recording
from engine.shared.models import ExecutionStatus
from engine.shared.values import NotJsonError, storable, to_json_value, to_json_value_or_note

_log = logging.getLogger(__name__)

# How long a cancelled workflow may take to clean up before it is left behind.
_GRACE_SECONDS: Final = 1.0

_Ending = tuple[ExecutionStatus, Any, Failure | None]


async def run(
    workflow: Workflow,
    context: OrganizationContext,
    state: ExecutionState,
    arguments: Mapping[str, Any],
) -> Outcome:
    """Run ``workflow`` within its time limit and close ``state``.

    Never raises for anything the workflow does; an outcome says it instead.
    """
    options = workflow.options
    limit = min(options.timeout_seconds, options.max_duration_seconds)
    begun = time.monotonic()
    task = asyncio.create_task(_call(workflow, context, arguments, state.execution_id))
    try:
        done, _ = await asyncio.wait({task}, timeout=limit)
        if task.cancelled():
            message = "the workflow cancelled itself"
            status, result, failure = _failed(Failure("CancelledError", message))
        elif done:
            status, result, failure = task.result()
        else:
            await _stop(task, state.execution_id)
            message = f"the workflow did not finish within {limit:g} seconds"
            status, result = ExecutionStatus.TIMED_OUT, None
            failure = Failure("TimeoutError", message)
        duration_ms = round((time.monotonic() - begun) * 1000)
        return Outcome(status, now(), duration_ms, result, failure, _recording(state))
    finally:
        # Also when the request itself is cancelled: nothing of it may run on unobserved.
        task.cancel()
        state.close()


async def _call(
    workflow: Workflow,
    context: OrganizationContext,
    arguments: Mapping[str, Any],
    execution_id: str,
) -> _Ending:
    try:
        if inspect.iscoroutinefunction(workflow.function):
            value = await workflow.function(context, **arguments)
        else:
            value = await _in_thread(workflow, context, arguments)
            if inspect.isawaitable(value):
                value = await value
        return ExecutionStatus.SUCCESS, to_json_value(value), None
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Nobody cancelled the execution: something the workflow awaited was cancelled.
        return _failed(Failure("CancelledError", "something the workflow awaited was cancelled"))
    except WorkflowException as error:
        details = to_json_value_or_note(error.details)
        text = traceback.format_exc()
        kind, message = storable(str(error.error_type)), storable(str(error.message))
        return _failed(Failure(kind, message, details, text))
    except NotJsonError as error:
        message = storable(f"the workflow's result cannot be returned: {error}")
        return _failed(Failure("ResultNotSerializable", message))
    except BaseException as error:  # noqa: BLE001 - sys.exit() in a workflow must not end the host
        # The type alone: messages of unforeseen exceptions quote whatever they stumbled over.
        kind = storable(type(error).__name__)
        message = f"the workflow stopped with an unexpected {kind}; see execution {execution_id}"
        return _failed(Failure(kind, message, None, traceback.format_exc()))


async def _in_thread(
    workflow: Workflow, context: OrganizationContext, arguments: Mapping[str, Any]
) -> Any:
    """Call a plain function in a thread of its own.

    Not in a pool: a call that never returns would occupy one of its threads for good, and the
    interpreter would wait for it at exit.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()
    variables = contextvars.copy_context()

    def settle(value: Any, error: BaseException | None) -> None:
        if not future.done():
            future.set_result((value, error))

    def work() -> None:
        value, raised = None, None
        try:
            value = variables.run(workflow.function, context, **arguments)
        except BaseException as error:  # noqa: BLE001 - handed to the task, which sorts it
            raised = error
        try:
            loop.call_soon_threadsafe(settle, value, raised)
        except RuntimeError:
            _log.warning("workflow %s ended after its event loop", workflow.options.name)

    threading.Thread(target=work, name=f"workflow-{workflow.options.name}", daemon=True).start()
    value, raised = await future
    if raised is not None:
        raise raised
    return value


async def _stop(task: asyncio.Task[_Ending], execution_id: str) -> None:
    """Cancel a workflow, giving it a moment to clean up."""
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=_GRACE_SECONDS)
    if not done:
        _log.error("execution %s ignores its cancellation and is left behind", execution_id)


def _failed(failure: Failure) -> _Ending:
    return ExecutionStatus.FAILED, None, failure


def _recording(state: ExecutionState) -> Recording:
    variables = {key: to_json_value_or_note(value) for key, value in dict(state.variables).items()}
    return Recording(list(state.logs), list(state.checkpoints), variables, frozenset(state.secrets))
