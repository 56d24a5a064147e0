"""Fires queue triggers as the Functions host does, against the storage that is configured.

A message is hidden while its function runs and the hiding is renewed; a function that raises gives
it back; after the allowed deliveries it moves to the queue's `-poison` queue. A process that is
killed leaves its messages hidden until their time is up.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.functions.queue import QueueMessage as TriggerMessage

from tools.azurite.connection import expand

if TYPE_CHECKING:
    from azure.storage.queue import QueueMessage
    from azure.storage.queue.aio import QueueClient

    from tools.dev.triggers import QueueFunction

_LOG = logging.getLogger("ringfence.dev")
_POISON = "-poison"
_FAILURE_PAUSE = 2.0


@dataclass(frozen=True)
class QueueRules:
    """host.json's `extensions.queues`; times in seconds.

    `lock` is how long a message is hidden while its function runs; the Functions host uses ten
    minutes, which nobody wants to wait for on a developer's machine.
    """

    batch: int = 16
    max_deliveries: int = 5
    retry_after: float = 0.0
    longest_pause: float = 2.0
    lock: int = 20

    @classmethod
    def read(cls, document: dict[str, Any], lock: int | None = None) -> QueueRules:
        """Read host.json's document; absent settings are the host's defaults."""
        given = document.get("extensions", {}).get("queues", {})
        return cls(
            batch=int(given.get("batchSize", cls.batch)),
            max_deliveries=int(given.get("maxDequeueCount", cls.max_deliveries)),
            retry_after=_seconds(given.get("visibilityTimeout", "00:00:00")),
            longest_pause=min(
                cls.longest_pause, _seconds(given.get("maxPollingInterval", "00:01"))
            ),
            lock=lock or cls.lock,
        )


class QueueDriver:
    """Polls one queue and calls its function."""

    def __init__(
        self,
        function: QueueFunction,
        connection: str,
        rules: QueueRules,
        say: Callable[[str], None],
    ) -> None:
        """Prepare; `say` gets one line per message."""
        self._function = function
        self._connection = expand(connection)
        self._rules = rules
        self._say = say
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver messages until told to stop, then wait for the functions that run."""
        from azure.storage.queue.aio import QueueClient  # noqa: PLC0415 - slow to import

        name = self._function.queue
        pause = 0.1
        async with (
            QueueClient.from_connection_string(self._connection, name) as queue,
            QueueClient.from_connection_string(self._connection, name + _POISON) as poison,
        ):
            while not stop.is_set():
                try:
                    taken = await self._take(queue, poison)
                except AzureError as error:
                    _LOG.warning("queue %s: %s", name, type(error).__name__)
                    taken, pause = 0, _FAILURE_PAUSE
                pause = 0.05 if taken else min(pause * 1.5, self._rules.longest_pause)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
            if self._running:
                await asyncio.wait(self._running)

    async def _take(self, queue: QueueClient, poison: QueueClient) -> int:
        free = self._rules.batch - len(self._running)
        if free <= 0:
            return 0
        taken = 0
        try:
            messages = queue.receive_messages(
                max_messages=min(free, 32), visibility_timeout=self._rules.lock
            )
            async for message in messages:
                taken += 1
                task = asyncio.create_task(self._handle(queue, poison, message))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
                if taken >= free:
                    break
        except ResourceNotFoundError:
            await _create(queue)
        return taken

    async def _handle(self, queue: QueueClient, poison: QueueClient, message: QueueMessage) -> None:
        lock = _Lock(queue, message, self._rules.lock)
        keeper = asyncio.create_task(lock.keep())
        try:
            failure = await self._call(message)
        finally:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        outcome = "done" if failure is None else f"failed ({failure})"
        count = message.dequeue_count
        self._say(f"queue {self._function.queue} -> {self._function.name}: {outcome}, nr {count}")
        try:
            await self._settle(queue, poison, lock, failed=failure is not None)
        except AzureError as error:
            # It becomes visible again by itself: at least once means just that.
            _LOG.warning("queue %s: message not settled: %s", self._function.queue, error)

    async def _call(self, message: QueueMessage) -> str | None:
        """Call the function; return the type of what it raised."""
        try:
            body = base64.b64decode(message.content, validate=True)
        except binascii.Error as error:
            return f"the message is not base64: {error}"
        incoming = TriggerMessage(  # type: ignore[no-untyped-call] # as the worker makes it
            id=message.id,
            body=body,
            dequeue_count=message.dequeue_count,
            pop_receipt=message.pop_receipt,
            insertion_time=message.inserted_on,
            expiration_time=message.expires_on,
            time_next_visible=message.next_visible_on,
        )
        return await self._function.run(incoming)

    async def _settle(
        self, queue: QueueClient, poison: QueueClient, lock: _Lock, *, failed: bool
    ) -> None:
        message = lock.message
        if not failed:
            await queue.delete_message(message.id, lock.receipt)
            return
        if self._function.queue.endswith(_POISON):
            # There is no poison queue of a poison queue: it stays hidden for a while.
            return
        if (message.dequeue_count or 0) >= self._rules.max_deliveries:
            await _create(poison)
            await poison.send_message(message.content, time_to_live=-1)
            await queue.delete_message(message.id, lock.receipt)
            self._say(f"queue {self._function.queue}: a message is poison")
            return
        hidden = max(0, round(self._rules.retry_after))
        await queue.update_message(message.id, lock.receipt, visibility_timeout=hidden)


class _Lock:
    """Keeps a message hidden while its function runs."""

    def __init__(self, queue: QueueClient, message: QueueMessage, seconds: int) -> None:
        self._queue = queue
        self._seconds = seconds
        self.message = message
        self.receipt = str(message.pop_receipt)

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / 2)
            with contextlib.suppress(AzureError):
                renewed = await self._queue.update_message(
                    self.message.id, self.receipt, visibility_timeout=self._seconds
                )
                self.receipt = str(renewed.pop_receipt)


async def _create(queue: QueueClient) -> None:
    with contextlib.suppress(AzureError):
        await queue.create_queue()


def _seconds(text: str) -> float:
    """Read host.json's `hh:mm:ss`."""
    moment = datetime.strptime((text + ":00")[:8], "%H:%M:%S").replace(tzinfo=UTC)
    return timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second
    ).total_seconds()
