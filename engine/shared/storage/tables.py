"""Async access to Azure Table Storage, one partition at a time.

Callers hold a `Partition`: whatever row they name, they cannot leave the partition they were
given, which is how one organization's code stays out of another's rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.data.tables import TableErrorCode, UpdateMode
from azure.data.tables.aio import TableServiceClient

from engine.shared.storage.errors import StorageRejectedError, StorageUnavailableError
from engine.shared.storage.keys import escape_key

_log = logging.getLogger(__name__)

Row = Mapping[str, Any]

# All attempts at one operation together, in seconds: a request must not hang on its storage.
_DEADLINE: Final = 15.0
_CLIENT_OPTIONS: Final[Mapping[str, Any]] = {
    "retry_total": 3,
    "retry_backoff_factor": 0.2,
    "retry_backoff_max": 2,
    "connection_timeout": 3,
    "read_timeout": 8,
    "logging_enable": False,
}
# Statuses under 500 by which storage says "not now" or "not with this account", neither of
# which is the fault of the row that was sent.
_TEMPORARY: Final = frozenset({401, 403, 408, 409, 429})


class Table(StrEnum):
    """The engine's tables."""

    ORGANIZATIONS = "Organizations"
    USERS = "Users"
    USER_ROLES = "UserRoles"
    ORG_CONFIG = "OrgConfig"
    WORKFLOW_EXECUTIONS = "WorkflowExecutions"
    USER_EXECUTIONS = "UserExecutions"
    FUNCTION_KEYS = "FunctionKeys"
    AUDIT_LOG = "AuditLog"


class Tables:
    """All tables of one storage account, reached from whichever event loop is running."""

    def __init__(self, connection_string: str) -> None:
        self._connection_string = connection_string
        # An HTTP session belongs to the loop that made it: the Functions worker has one loop,
        # tests have one each.
        self._clients: dict[asyncio.AbstractEventLoop, _LoopClient] = {}

    def partition(self, table: Table, key: str) -> Partition:
        """Return access to the rows of ``table`` whose PartitionKey stands for ``key``."""
        return Partition(self, table, escape_key(key))

    async def close(self) -> None:
        """Close the connections of the running loop; the loop's own end does the same."""
        client = self._clients.get(asyncio.get_running_loop())
        if client is not None:
            await client.keeper.aclose()

    @asynccontextmanager
    async def operation(self, table: Table) -> AsyncIterator[Any]:
        """Yield the SDK's client for ``table``, turning its failures into ours.

        Raises:
            StorageUnavailableError: storage is down, slow, throttling or refuses the account.
            StorageRejectedError: storage refuses the request itself.
        """
        client = await self._client()
        try:
            async with asyncio.timeout(_DEADLINE):
                await client.ensure_tables()
                yield client.service.get_table_client(table)
        except ResourceNotFoundError as error:
            # A row that does not exist is handled where it is read; this is the table itself.
            client.tables_exist = False
            raise StorageUnavailableError(f"table {table} does not exist") from error
        except HttpResponseError as error:
            raise _sorted(error) from error
        except (AzureError, OSError, TimeoutError) as error:
            raise StorageUnavailableError(f"no answer ({type(error).__name__})") from error

    async def _client(self) -> _LoopClient:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            service = TableServiceClient.from_connection_string(
                self._connection_string, **_CLIENT_OPTIONS
            )
            client = self._clients[loop] = _LoopClient(service, self._keep(loop, service))
            await anext(client.keeper)
        return client

    async def _keep(
        self, loop: asyncio.AbstractEventLoop, service: TableServiceClient
    ) -> AsyncGenerator[None, None]:
        """Hold the connections of a loop open until it ends.

        A loop that shuts down closes the async generators that were begun on it, which is the
        only notice it gives.
        """
        try:
            yield
        finally:
            self._clients.pop(loop, None)
            await service.close()


@dataclass(frozen=True)
class Partition:
    """The rows of one table that share a PartitionKey."""

    _tables: Tables
    _table: Table
    _key: str

    async def get(self, row_key: str) -> Row | None:
        """Return one row, or None when it does not exist."""
        async with self._tables.operation(self._table) as client:
            try:
                row: Row = await client.get_entity(self._key, escape_key(row_key))
            except ResourceNotFoundError as error:
                if error.error_code == TableErrorCode.TABLE_NOT_FOUND:  # type: ignore[attr-defined]
                    raise
                return None
        return row

    async def put(self, row_key: str, properties: Row) -> None:
        """Write a whole row. Repeating it does no harm, so a lost answer may be retried."""
        await self._write(row_key, properties, UpdateMode.REPLACE)

    async def merge(self, row_key: str, properties: Row) -> None:
        """Write some properties of a row and leave its others as they are."""
        await self._write(row_key, properties, UpdateMode.MERGE)

    async def delete(self, row_key: str) -> None:
        """Delete a row; a missing one is no error."""
        async with self._tables.operation(self._table) as client:
            await client.delete_entity(self._key, escape_key(row_key))

    async def list(self, from_key: str, before_key: str) -> list[Row]:
        """Return the rows with ``from_key`` <= RowKey < ``before_key``, in key order."""
        async with self._tables.operation(self._table) as client:
            found = client.query_entities(
                "PartitionKey eq @partition and RowKey ge @low and RowKey lt @high",
                parameters={"partition": self._key, "low": from_key, "high": before_key},
            )
            return [row async for row in found]

    async def _write(self, row_key: str, properties: Row, mode: UpdateMode) -> None:
        keys = {"PartitionKey": self._key, "RowKey": escape_key(row_key)}
        async with self._tables.operation(self._table) as client:
            await client.upsert_entity({**properties, **keys}, mode)


class _LoopClient:
    """The SDK's client of one event loop, and whether the tables are known to exist."""

    def __init__(self, service: TableServiceClient, keeper: AsyncGenerator[None, None]) -> None:
        self.service = service
        self.keeper = keeper
        self.tables_exist = False
        self._lock = asyncio.Lock()

    async def ensure_tables(self) -> None:
        """Create the tables that do not exist yet, once."""
        if self.tables_exist:
            return
        async with self._lock:
            if self.tables_exist:
                return
            # All answers are awaited before the first failure is raised: no call is left behind.
            answers = await asyncio.gather(
                *(self.service.create_table_if_not_exists(table) for table in Table),
                return_exceptions=True,
            )
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
            self.tables_exist = True


def _sorted(error: HttpResponseError) -> StorageUnavailableError | StorageRejectedError:
    status = error.status_code
    code = getattr(error, "error_code", None)
    if status is None or status >= 500 or status in _TEMPORARY:
        return StorageUnavailableError(f"storage answered {status} {code}")
    return StorageRejectedError(f"storage answered {status} {code}")
