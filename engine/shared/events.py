"""One log line per event of an execution, with its ids, and a span where the host traces.

The line is readable as it is and its fields travel along as attributes, which is what Application
Insights shows as custom dimensions. Ids only: no input, no result, no message of a workflow.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from engine.shared.executions import Execution

_log = logging.getLogger("ringfence.execution")

UNNAMED: Final = "unnamed"
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,99}\Z", re.ASCII)


def event(name: str, execution: Execution, level: int = logging.INFO, **facts: Any) -> None:
    """Log that something has happened to an execution.

    Args:
        name: such as ``started``.
        execution: its ids are added.
        level: of `logging`.
        facts: further ids and figures. A text that is no name is not shown: the workflow has
            chosen its errors' types, and one may hold a client's data or a line of its own.
    """
    fields = {**ids_of(execution), **{key: _harmless(value) for key, value in facts.items()}}
    text = " ".join(f"{key}={value}" for key, value in fields.items() if value is not None)
    _log.log(level, "execution.%s %s", name, text, extra={"event": f"execution.{name}", **fields})


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and not _NAME.match(value):
        return UNNAMED
    return value


def ids_of(execution: Execution) -> dict[str, Any]:
    """Return the ids that every line about an execution carries."""
    return {
        "execution_id": execution.id,
        "organization_id": execution.organization.id if execution.organization else None,
        "workflow_name": execution.workflow,
    }


@contextmanager
def span(name: str, execution: Execution, **facts: Any) -> Iterator[None]:
    """Trace the block, if OpenTelemetry is installed."""
    tracer = _tracer()
    if tracer is None:
        yield
        return
    fields = {**ids_of(execution), **facts}
    attributes = {f"ringfence.{key}": value for key, value in fields.items() if value is not None}
    with tracer.start_as_current_span(name, attributes=attributes):
        yield


@cache
def _tracer() -> Any:
    try:
        trace = importlib.import_module("opentelemetry.trace")
    except ModuleNotFoundError:
        return None
    return trace.get_tracer("ringfence")
