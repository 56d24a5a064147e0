"""What a workflow holds: its client's identity, configuration and secrets, and nothing further.

The object carries capabilities, not handles: it has no attributes at all, so nothing on it leads
to storage, settings or another organization; see `engine.shared.hidden` for how its state is kept.
"""

from __future__ import annotations

import asyncio
import copy
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Never, Self

from engine.shared.cache import ContextCache
from engine.shared.error_handling import ConfigurationError, IntegrationError, WorkflowException
from engine.shared.execution_state import ExecutionState
from engine.shared.handed_out import hand_out
from engine.shared.hidden import Closed, Slot, slot_name
from engine.shared.integration_calls import IntegrationCall, note_call, open_call
from engine.shared.redaction import redact_text
from engine.shared.values import exact, to_json_value_or_note

__all__ = ["Caller", "Organization", "OrganizationContext"]

_log = logging.getLogger("ringfence.workflow")
_store_log = logging.getLogger(__name__)

_LEVELS: Final = {
    "debug": "debug",
    "info": "info",
    "warn": "warning",
    "warning": "warning",
    "error": "error",
    "critical": "critical",
}


@dataclass(frozen=True, slots=True)
class Organization:
    """A client organization. ``tenant_id`` is its Microsoft 365 tenant, where it has one."""

    id: str
    name: str
    tenant_id: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """Who started the execution. ``email`` is None where the caller is not a person."""

    user_id: str
    email: str | None
    name: str


class OrganizationContext(metaclass=Closed):
    """The client's context of one execution.

    The engine makes it and passes it as a workflow's first argument; unit tests make one with
    `engine.sdk.build_test_context`. When the execution ends, configuration, secrets, cache and
    scratch directory raise RuntimeError.
    """

    __slots__ = (slot_name(),)

    def __new__(cls, *_: object, **__: object) -> Self:
        """Refuse direct construction.

        Raises:
            TypeError: always.
        """
        raise TypeError("the engine makes contexts; in a unit test call build_test_context()")

    def __reduce__(self) -> Never:
        raise TypeError("a context belongs to one execution: it cannot be copied or pickled")

    def __repr__(self) -> str:
        return f"<OrganizationContext of {self.org_id or 'no organization'}>"

    @property
    def org_id(self) -> str | None:
        """Id of the organization; None in a workflow that requires none and got none."""
        organization = state_of(self).organization
        return organization.id if organization else None

    @property
    def org_name(self) -> str | None:
        """Display name of the organization."""
        organization = state_of(self).organization
        return organization.name if organization else None

    @property
    def tenant_id(self) -> str | None:
        """Microsoft 365 tenant id of the organization, where it has one."""
        organization = state_of(self).organization
        return organization.tenant_id if organization else None

    @property
    def executed_by(self) -> str:
        """User id of the caller."""
        return state_of(self).caller.user_id

    @property
    def executed_by_email(self) -> str | None:
        """Email address of the caller; None where the caller is not a person."""
        return state_of(self).caller.email

    @property
    def executed_by_name(self) -> str:
        """Display name of the caller."""
        return state_of(self).caller.name

    @property
    def execution_id(self) -> str:
        """Id of this execution, as the execution record and the response name it."""
        return state_of(self).execution_id

    @property
    def cache(self) -> ContextCache:
        """Values shared by this organization's executions in this process, with a time to live."""
        return state_of(self).use().cache

    @property
    def scratch(self) -> Path:
        """A directory of this execution alone; removed when the execution ends."""
        return state_of(self).scratch()

    def get_config(self, key: str, default: Any = None) -> Any:
        """Return a configuration value: the organization's, else the global one, else ``default``.

        Raises:
            ConfigurationError: the key is a secret, or its stored value is malformed.
        """
        entry = state_of(self).use().config.get(_key(key))
        if entry is None:
            return default
        if entry.problem is not None:
            raise ConfigurationError(f"configuration key {key!r} cannot be read: {entry.problem}")
        # A copy: what one execution does to a JSON value must not reach the next one.
        return copy.deepcopy(entry.value)

    def has_config(self, key: str) -> bool:
        """Tell whether the organization or the global configuration has ``key``."""
        return _key(key) in state_of(self).use().config

    async def get_secret(self, key: str) -> str:
        """Return one of the organization's secrets.

        Raises:
            ConfigurationError: there is no such secret, or no secret store.
            IntegrationError: the secret store does not answer.
        """
        name = _key(key)
        state = state_of(self).use()
        try:
            secret = await state.read_secret(name)
        except (WorkflowException, asyncio.CancelledError) as error:
            failure: BaseException = error
        except Exception as error:  # noqa: BLE001 - as the next lines say
            # An unforeseen one may hold the request to the store, and so the engine's own token.
            kind = type(error).__name__
            _store_log.error("execution %s cannot read a secret: %s", state.execution_id, kind)
            failure = IntegrationError("the secret store failed, try again later")
        else:
            state.secrets.add(secret)
            hand_out(secret)
            return secret
        # Raised anew, outside of the handler: neither the frames nor the causes of the failure,
        # which hold the secret store and its requests, travel with it into the workflow.
        del state
        failure.__context__ = None
        raise failure.with_traceback(None) from None

    def log(self, level: str, message: str, data: Any = None) -> None:
        """Add a line to the execution's log.

        Args:
            level: debug, info, warning, error or critical.
            message: one sentence.
            data: JSON-serialisable facts.

        Raises:
            ValueError: the level is unknown.
        """
        known = _LEVELS.get(str(level).lower())
        if known is None:
            raise ValueError(f"unknown log level {level!r}: use {', '.join(sorted(_LEVELS))}")
        state = state_of(self)
        text = _plain(message)
        state.logs.append(_entry(data, level=known, message=text))
        # Debug whatever the level: a client's data is no business of the platform's log.
        if _log.isEnabledFor(logging.DEBUG):
            shown = redact_text(text, state.secrets)
            _log.debug("execution %s: %s: %s", state.execution_id, known, shown)

    def save_checkpoint(self, name: str, data: Any = None) -> None:
        """Record that the execution has reached a named step, with JSON-serialisable facts."""
        state_of(self).checkpoints.append(_entry(data, name=_plain(name)))

    def integration_call(
        self, integration: str, operation: str, data: Any = None
    ) -> IntegrationCall:
        """Return a call of another system, to be recorded while a ``with`` block lasts.

        ``with context.integration_call("microsoft-graph", "POST /users") as call:`` records when
        the call began, how long it took and whether it failed; ``async with`` does the same. In
        the block, ``call.set_status(response.status_code)`` adds the HTTP status, of which 400
        and more count as failed, and ``call.fail("no such mailbox")`` says that it failed. A
        secret that `get_secret` returned is redacted, and so is what looks like one.

        Args:
            integration: name of the other system.
            operation: what it is asked for, without a client's values, so that calls compare.
            data: JSON-serialisable facts about this one.

        Raises:
            ValueError: a name is empty or no text.
        """
        return open_call(state_of(self).calls, integration, operation, data)

    def track_integration_call(
        self,
        integration: str,
        operation: str,
        *,
        status_code: int | None = None,
        duration_ms: float | None = None,
        error: str | None = None,
        data: Any = None,
    ) -> None:
        """Record a call of another system that is over, such as one a library has timed.

        Args:
            integration: name of the other system.
            operation: what it was asked for.
            status_code: the HTTP status; 400 and more count as failed.
            duration_ms: how long it took.
            error: why it failed; None: it did not, unless the status says so.
            data: JSON-serialisable facts.

        Raises:
            ValueError: a name is empty, or the status or the duration cannot be one.
        """
        note_call(
            state_of(self).calls, integration, operation, status_code, duration_ms, error, data
        )

    def set_variable(self, key: str, value: Any) -> None:
        """Set a variable of this execution; it is stored in the execution record."""
        state_of(self).variables[_plain(key)] = value

    def get_variable(self, key: str, default: Any = None) -> Any:
        """Return a variable: one that was set, or a body key that no parameter declares."""
        return state_of(self).variables.get(key, default)


_STATES: Final[Slot[ExecutionState]] = Slot(OrganizationContext)


def open_context(state: ExecutionState) -> OrganizationContext:
    """Make the context of one execution."""
    context: OrganizationContext = object.__new__(OrganizationContext)
    _STATES.put(context, state)
    return context


def state_of(context: OrganizationContext) -> ExecutionState:
    """Return the state behind ``context``.

    Raises:
        TypeError: the engine did not make it.
    """
    return _STATES.get(context)


def _key(key: str) -> str:
    # Exact: a subclass of str could change between the check and the use.
    if not isinstance(key, str):
        raise TypeError(f"a key must be a str, not {type(key).__name__}")
    return exact(key)


def _plain(value: object) -> str:
    # str() may return a subclass, which would run its own code in the engine.
    return exact(str(value))


def _entry(data: Any, **head: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    # Converted now: a record of a moment must not change when the workflow reuses the object.
    return {"timestamp": now, **head, "data": to_json_value_or_note(data)}
