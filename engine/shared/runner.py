"""Run one attempt at a workflow to exactly one outcome, whatever it does."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from engine.shared.clock import now
from engine.shared.context import open_context
from engine.shared.error_handling import WorkflowException
from engine.shared.execution_state import ExecutionState, SecretReader
from engine.shared.executions import Failure, Outcome, Recording
from engine.shared.handed_out import enter_execution
from engine.shared.integration_calls import settled
from engine.shared.isolated_call import CallStopped, IsolatedCall
from engine.shared.models import ExecutionStatus
from engine.shared.responsibility import on_own_account
from engine.shared.values import NotJsonError, storable, to_json_value, to_json_value_or_note
from engine.shared.watchdog import watched

_log = logging.getLogger(__name__)

# How long a cancelled workflow may take to clean up before it is interrupted, and after that
# before it is left behind.
_GRACE_SECONDS: Final = 1.0

_Ending = tuple[ExecutionStatus, Any, Failure | None]


async def run(
    name: str,
    function: Callable[..., Any],
    state: ExecutionState,
    arguments: Mapping[str, Any],
    limit: float,
    stop: asyncio.Event | None = None,
) -> Outcome:
    """Run ``function`` for at most ``limit`` seconds and close ``state``.

    Never raises for anything the workflow does; an outcome says it instead.

    Args:
        name: of the workflow.
        function: called as ``function(context, **arguments)``, async or not.
        state: its capabilities and recordings.
        arguments: its parameters.
        limit: seconds.
        stop: ends it as Cancelled when set.
    """
    stop = stop or asyncio.Event()
    state.read_secret = _from_anywhere(state.read_secret)
    context = open_context(state)

    def begin() -> Any:
        enter_execution(state.secrets)
        return function(context, **arguments)

    async with watched():
        return await _run(name, begin, state, limit, stop)


async def _run(
    name: str,
    begin: Callable[[], Any],
    state: ExecutionState,
    limit: float,
    stop: asyncio.Event,
) -> Outcome:
    begun = time.monotonic()
    call = IsolatedCall(
        f"workflow-{name}",
        begin,
        lambda value: _conclude(value, state.execution_id),
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        either: set[asyncio.Future[Any]] = {call.done, stopping}
        await asyncio.wait(either, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if call.done.done():
            status, result, failure = call.done.result()
        else:
            status, result = ExecutionStatus.TIMED_OUT, None
            failure = Failure(
                "TimeoutError", f"the workflow did not finish within {limit:g} seconds"
            )
            if stop.is_set():
                status = ExecutionStatus.CANCELLED
                failure = Failure("Cancelled", "the execution was cancelled")
            await _stop(call, state.execution_id)
        duration_ms = round((time.monotonic() - begun) * 1000)
        return Outcome(status, now(), duration_ms, result, failure, recording_of(state, ended=True))
    finally:
        stopping.cancel()
        if not call.done.done():
            # Also when the request itself is cancelled: nothing of it may run on unobserved.
            call.cancel()
            asyncio.get_running_loop().call_later(_GRACE_SECONDS, call.interrupt)
        state.close()


def recording_of(state: ExecutionState, *, ended: bool = False) -> Recording:
    """Return what has been recorded so far; may be called while the workflow runs."""
    calls = state.calls.entries()
    variables = {key: to_json_value_or_note(value) for key, value in dict(state.variables).items()}
    return Recording(
        list(state.logs),
        list(state.checkpoints),
        variables,
        settled(calls) if ended else calls,
        secrets=frozenset(state.secrets.copy()),
    )


def _conclude(value_of: Callable[[], Any], execution_id: str) -> _Ending:
    try:
        return ExecutionStatus.SUCCESS, to_json_value(value_of()), None
    except CallStopped:
        # The outcome was decided by whoever interrupted it.
        return _failed(Failure("Stopped", "the workflow was interrupted"))
    except asyncio.CancelledError:
        return _failed(Failure("CancelledError", "the workflow, or what it awaited, was cancelled"))
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


async def _stop(call: IsolatedCall[_Ending], execution_id: str) -> None:
    """Cancel a workflow, giving it a moment to clean up, then interrupt it."""
    for end in (call.cancel, call.interrupt):
        end()
        await asyncio.wait({call.done}, timeout=_GRACE_SECONDS)
        if call.done.done():
            return
    _log.error("execution %s ignores its cancellation and is left behind", execution_id)


def _from_anywhere(read: SecretReader) -> SecretReader:
    """Let a workflow, on its own loop, use a reader that belongs to this one."""
    loop = asyncio.get_running_loop()

    async def reader(key: str) -> str:
        made: Coroutine[Any, Any, str] = _coroutine(read, key)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(made, loop))

    return reader


async def _coroutine(read: SecretReader, key: str) -> str:
    # The loop inherits the workspace's context; what reads the secret is the engine's own work.
    return await on_own_account(read(key))


def _failed(failure: Failure) -> _Ending:
    return ExecutionStatus.FAILED, None, failure
