"""Sending to an Azure Storage Queue, in the encoding that the Functions host reads."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient

from engine.shared.storage.deadline import allowed
from engine.shared.storage.errors import StorageUnavailableError
from engine.shared.storage.loops import PerLoop

_DEADLINE: Final = 15.0
_OPTIONS: Final[dict[str, Any]] = {
    "retry_total": 3,
    "initial_backoff": 0,
    "increment_base": 2,
    "connection_timeout": 3,
    "read_timeout": 8,
    "logging_enable": False,
}
# Never: an execution that waits in a long backlog must not vanish after the default seven days.
_FOREVER: Final = -1


class Queue:
    """One queue of the storage account, made at first use."""

    def __init__(self, connection_string: str, name: str) -> None:
        self._clients: PerLoop[QueueClient] = PerLoop(
            lambda: QueueClient.from_connection_string(
                connection_string,
                name,
                message_encode_policy=TextBase64EncodePolicy(),
                **_OPTIONS,
            )
        )

    async def send(self, text: str, delay_seconds: int = 0) -> None:
        """Add a message that becomes visible after ``delay_seconds``.

        Raises:
            StorageUnavailableError: it may or may not have been added.
        """
        try:
            async with asyncio.timeout(allowed(_DEADLINE)):
                client = await self._clients.get()
                try:
                    await self._send(client, text, delay_seconds)
                except ResourceNotFoundError:
                    await _create(client)
                    await self._send(client, text, delay_seconds)
        except (AzureError, OSError, TimeoutError) as error:
            raise StorageUnavailableError(f"the queue failed ({type(error).__name__})") from error

    async def _send(self, client: QueueClient, text: str, delay_seconds: int) -> None:
        await client.send_message(text, visibility_timeout=delay_seconds, time_to_live=_FOREVER)


async def _create(client: QueueClient) -> None:
    try:
        await client.create_queue()
    except HttpResponseError as error:
        # Another process was faster.
        if error.status_code != 409:
            raise
