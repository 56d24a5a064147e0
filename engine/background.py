"""The functions that no request calls: the queue of executions, its poison queue, the sweeper.

Registered only while the engine serves workflows: a message that met a failed engine would end
as poison, although nothing is wrong with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import azure.functions as func

from engine.shared.queue_messages import POISON_QUEUE, QUEUE
from engine.shared.routing import queue_function, timer_function
from engine.shared.startup import Engine, EngineState, Services

_EVERY_MINUTE: Final = "20 * * * * *"


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the functions; none when the engine did not start."""
    if engine.services is None:
        return ()
    run, end = _handlers(engine.state, engine.services)
    return (
        queue_function("run_execution", QUEUE, run),
        queue_function("end_poisoned_execution", POISON_QUEUE, end),
        timer_function("sweep_executions", _EVERY_MINUTE, _sweeper(engine.services)),
    )


_QueueHandler = Callable[[func.QueueMessage], Awaitable[None]]


def _handlers(state: EngineState, services: Services) -> tuple[_QueueHandler, _QueueHandler]:
    async def run(msg: func.QueueMessage) -> None:
        await services.deliveries.deliver(msg.get_body(), state.registry)

    async def end(msg: func.QueueMessage) -> None:
        await services.deliveries.bury(msg.get_body())

    return run, end


def _sweeper(services: Services) -> Callable[[func.TimerRequest], Awaitable[None]]:
    async def sweep(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding
        await services.sweeper.sweep()

    return sweep
