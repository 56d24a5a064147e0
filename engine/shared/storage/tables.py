"""Async access to Azure Table Storage, one partition at a time.

Callers hold a `Partition`: whatever row they name, they cannot leave the partition they were
given, which is how one organization's code stays out of another's rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from azure.core import MatchConditions
from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.data.tables import TableErrorCode, UpdateMode
from azure.data.tables.aio import TableClient, TableServiceClient

from engine.shared.storage.deadline import allowed
from engine.shared.storage.errors import (
    ConflictError,
    StorageRejectedError,
    StorageUnavailableError,
)
from engine.shared.storage.keys import escape_key
from engine.shared.storage.loops import PerLoop
from engine.shared.storage.recent import RecentReads
from engine.shared.storage.together import together

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


# Transactions are POST requests, which the SDK does not repeat by itself. Ours may be repeated:
# whoever meets its own rows or its own mark in them knows that it was the first to write.
_REPEATED: Final[Mapping[str, Any]] = {"retry_on_methods": frozenset({"POST"})}
# Table Storage's limit.
_TRANSACTION_ROWS: Final = 100
# By which storage refuses one change of a transaction: the row exists, has changed, is not there.
_CONFLICTS: Final = frozenset(
    {
        TableErrorCode.ENTITY_ALREADY_EXISTS,
        TableErrorCode.UPDATE_CONDITION_NOT_SATISFIED,
        TableErrorCode.CONDITION_NOT_MET,
        TableErrorCode.RESOURCE_NOT_FOUND,
    }
)


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
        self.recent = RecentReads()
        self._clients = PerLoop(
            lambda: _LoopClient(
                TableServiceClient.from_connection_string(connection_string, **_CLIENT_OPTIONS)
            )
        )

    def partition(self, table: Table, key: str) -> Partition:
        """Return access to the rows of ``table`` whose PartitionKey stands for ``key``."""
        return Partition(self, table, escape_key(key))

    async def purge(self, table: Table, before_partition: str) -> int:
        """Delete all rows of the partitions before one, and return how many that were.

        Raises:
            StorageError: some are left.
        """
        # A page at a time, each within a deadline of its own.
        deleted = 0
        while found := await self._keys_before(table, before_partition):
            for partition, row_keys in found.items():
                async with self.operation(table) as client:
                    await client.submit_transaction(
                        [
                            ("delete", {"PartitionKey": partition, "RowKey": row_key})
                            for row_key in row_keys
                        ]
                    )
                deleted += len(row_keys)
        return deleted

    async def _keys_before(self, table: Table, before_partition: str) -> dict[str, list[str]]:
        """Return some keys by partition: as many rows as one transaction may delete."""
        found: dict[str, list[str]] = {}
        async with self.operation(table) as client:
            pages = client.query_entities(
                "PartitionKey lt @before",
                parameters={"before": before_partition},
                select=["PartitionKey", "RowKey"],
                results_per_page=_TRANSACTION_ROWS,
            ).by_page()
            async for page in pages:
                async for row in page:
                    found.setdefault(row["PartitionKey"], []).append(row["RowKey"])
                if found:
                    break
        return found

    async def close(self) -> None:
        """Close the connections of the running loop; the loop's own end does the same."""
        await self._clients.close()

    @asynccontextmanager
    async def operation(self, table: Table) -> AsyncIterator[Any]:
        """Yield the SDK's client for ``table``, turning its failures into ours.

        Raises:
            StorageUnavailableError: storage is down, slow, throttling or refuses the account.
            StorageRejectedError: storage refuses the request itself.
        """
        client = await self._clients.get()
        try:
            async with asyncio.timeout(allowed(_DEADLINE)):
                await client.ensure_tables()
                yield client.table(table)
        except ResourceNotFoundError as error:
            # A row that does not exist is handled where it is read; this is the table itself.
            client.tables_exist = False
            raise StorageUnavailableError(f"table {table} does not exist") from error
        except HttpResponseError as error:
            raise _sorted(error) from error
        except (AzureError, OSError, TimeoutError) as error:
            raise StorageUnavailableError(f"no answer ({type(error).__name__})") from error


@dataclass(frozen=True)
class Versioned:
    """A row and the ETag of exactly this state of it."""

    row: Row
    etag: str


@dataclass(frozen=True)
class Page:
    """Some rows in key order. ``more`` tells whether further rows may follow."""

    rows: list[Row]
    more: bool


@dataclass(frozen=True)
class Change:
    """One write of a transaction.

    Attributes:
        kind: ``insert`` (it must not exist), ``put``, ``merge`` or ``delete``.
        etag: the write counts only while the row is in this state; not for ``insert``.
    """

    kind: Literal["insert", "put", "merge", "delete"]
    row_key: str
    properties: Row = field(default_factory=dict)
    etag: str | None = None


@dataclass(frozen=True)
class Partition:
    """The rows of one table that share a PartitionKey."""

    _tables: Tables
    _table: Table
    _key: str

    async def get(self, row_key: str) -> Row | None:
        """Return one row, or None when it does not exist."""
        found = await self.read(row_key)
        return found.row if found else None

    async def read(self, row_key: str) -> Versioned | None:
        """Return one row with its ETag, or None when it does not exist."""
        async with self._tables.operation(self._table) as client:
            try:
                row = await client.get_entity(self._key, escape_key(row_key))
            except ResourceNotFoundError as error:
                if error.error_code == TableErrorCode.TABLE_NOT_FOUND:  # type: ignore[attr-defined]
                    raise
                return None
        return Versioned(row, row.metadata["etag"])

    async def recent(self, row_key: str, *, keep_missing: bool = False) -> Row | None:
        """Like `get`, but the answer may be seconds old; see `engine.shared.storage.recent`.

        Args:
            row_key: of the row.
            keep_missing: that there is no such row may be seconds old, too.
        """
        return await self._tables.recent.get(
            self._scope,
            row_key,
            lambda: self.get(row_key),
            lambda row: keep_missing or row is not None,
        )

    async def recent_list(self, from_key: str, before_key: str) -> list[Row]:
        """Like `list`, but the answer may be seconds old. It is shared: do not change it."""
        return await self._tables.recent.get(
            self._scope,
            (from_key, before_key),
            lambda: self.list(from_key, before_key),
            lambda _: True,
        )

    async def put(self, row_key: str, properties: Row) -> None:
        """Write a whole row. Repeating it does no harm, so a lost answer may be retried."""
        await self._write(row_key, properties, UpdateMode.REPLACE)

    async def merge(self, row_key: str, properties: Row) -> None:
        """Write some properties of a row and leave its others as they are."""
        await self._write(row_key, properties, UpdateMode.MERGE)

    async def delete(self, row_key: str) -> None:
        """Delete a row; a missing one is no error."""
        async with self._writing() as client:
            await client.delete_entity(self._key, escape_key(row_key))

    async def list(self, from_key: str, before_key: str) -> list[Row]:
        """Return the rows with ``from_key`` <= RowKey < ``before_key``, in key order."""
        async with self._tables.operation(self._table) as client:
            found = client.query_entities(
                "PartitionKey eq @partition and RowKey ge @low and RowKey lt @high",
                parameters={"partition": self._key, "low": from_key, "high": before_key},
            )
            return [row async for row in found]

    async def page(
        self,
        from_key: str,
        before_key: str,
        *,
        size: int,
        equal: Row | None = None,
        select: Sequence[str] | None = None,
    ) -> Page:
        """Return at most ``size`` rows of a key range, in key order.

        Args:
            from_key: keys from this one on.
            before_key: and before this one.
            size: 1 to 1000.
            equal: property -> value that the rows must have.
            select: names of the properties to fetch; all by default.
        """
        conditions = ["PartitionKey eq @partition", "RowKey ge @low", "RowKey lt @high"]
        parameters = {"partition": self._key, "low": from_key, "high": before_key}
        for number, (name, value) in enumerate((equal or {}).items()):
            conditions.append(f"{name} eq @value{number}")
            parameters[f"value{number}"] = value
        async with self._tables.operation(self._table) as client:
            pages = client.query_entities(
                " and ".join(conditions),
                parameters=parameters,
                results_per_page=size,
                select=list(select) if select else None,
            ).by_page()
            rows: list[Row] = []
            # Storage may answer a filter with an empty page and go on searching in the next.
            async for part in pages:
                rows += [row async for row in part]
                if rows:
                    break
        return Page(rows[:size], len(rows) > size or pages.continuation_token is not None)

    async def commit(self, *changes: Change) -> Sequence[str | None]:
        """Write all of ``changes`` or none, and return their rows' new ETags.

        Raises:
            ConflictError: a row is not in the state that its change requires.
            StorageError: nothing, or all of it, has been written.
        """
        async with self._writing() as client:
            try:
                answers = await client.submit_transaction(
                    [self._operation(change) for change in changes], **_REPEATED
                )
            except HttpResponseError as error:
                code = getattr(error, "error_code", None)
                if code in _CONFLICTS:
                    missing = code == TableErrorCode.RESOURCE_NOT_FOUND
                    raise ConflictError(getattr(error, "index", 0), missing=missing) from error
                raise
        return [answer.get("etag") for answer in answers]

    def _operation(self, change: Change) -> tuple[str, Row, Row]:
        keys = {"PartitionKey": self._key, "RowKey": escape_key(change.row_key)}
        entity = {**change.properties, **keys}
        if change.kind == "insert":
            return "create", entity, {}
        options: dict[str, Any] = {}
        if change.etag is not None:
            options = {"etag": change.etag, "match_condition": MatchConditions.IfNotModified}
        if change.kind == "delete":
            return "delete", entity, options
        mode = UpdateMode.REPLACE if change.kind == "put" else UpdateMode.MERGE
        verb = "update" if change.etag is not None or change.kind == "merge" else "upsert"
        return verb, entity, {**options, "mode": mode}

    @property
    def _scope(self) -> tuple[str, str]:
        return self._table.value, self._key

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Any]:
        try:
            async with self._tables.operation(self._table) as client:
                yield client
        finally:
            # Also after a failure: it may have been written all the same.
            self._tables.recent.forget(self._scope)

    async def _write(self, row_key: str, properties: Row, mode: UpdateMode) -> None:
        keys = {"PartitionKey": self._key, "RowKey": escape_key(row_key)}
        async with self._writing() as client:
            await client.upsert_entity({**properties, **keys}, mode)


class _LoopClient:
    """The SDK's client of one event loop, and whether the tables are known to exist."""

    def __init__(self, service: TableServiceClient) -> None:
        self.service = service
        self.tables_exist = False
        self._tables: dict[Table, TableClient] = {}
        self._lock = asyncio.Lock()

    def table(self, table: Table) -> TableClient:
        """Return the client of a table; making one takes the SDK a good while."""
        found = self._tables.get(table)
        if found is None:
            found = self._tables[table] = self.service.get_table_client(table)
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self.service.close()

    async def ensure_tables(self) -> None:
        """Create the tables that do not exist yet, once."""
        if self.tables_exist:
            return
        async with self._lock:
            if self.tables_exist:
                return
            await together(*(self.service.create_table_if_not_exists(table) for table in Table))
            self.tables_exist = True


def _sorted(error: HttpResponseError) -> StorageUnavailableError | StorageRejectedError:
    status = error.status_code
    code = getattr(error, "error_code", None)
    if status is None or status >= 500 or status in _TEMPORARY:
        return StorageUnavailableError(f"storage answered {status} {code}")
    return StorageRejectedError(f"storage answered {status} {code}")
