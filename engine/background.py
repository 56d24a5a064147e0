"""The functions that no request calls: the queue of executions, its poison queue, the sweeper.

Registered only while the engine serves workflows: a message that met a failed engine would end
as poison, although nothing is wrong with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Final

import azure.functions as func

from engine.shared.declarations import Workflow
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
        *(
            timer_function(_timer_name(workflow), schedule, _ticker(workflow, engine.services))
            for workflow in engine.state.registry.workflows.values()
            if (schedule := workflow.options.schedule) is not None
        ),
    )


_QueueHandler = Callable[[func.QueueMessage], Awaitable[None]]


def _handlers(state: EngineState, services: Services) -> tuple[_QueueHandler, _QueueHandler]:
    async def run(msg: func.QueueMessage) -> None:
        await services.deliveries.deliver(msg.get_body(), state.registry)

    async def end(msg: func.QueueMessage) -> None:
        await services.deliveries.bury(msg.get_body())

    return run, end


def _timer_name(workflow: Workflow) -> str:
    """Return a name of letters, digits and underscores that no other workflow has."""
    name = workflow.options.name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"schedule_{re.sub('[^A-Za-z0-9]', '_', name)[:80]}_{mark}"


def _ticker(
    workflow: Workflow, services: Services
) -> Callable[[func.TimerRequest], Awaitable[None]]:
    async def tick(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding
        await services.schedules.tick(workflow)

    return tick


def _sweeper(services: Services) -> Callable[[func.TimerRequest], Awaitable[None]]:
    async def sweep(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding
        await services.sweeper.sweep()

    return sweep
