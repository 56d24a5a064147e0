"""`ringfence seed`: puts the sample organizations, users and settings into the emulator.

Safe to run at every start: rows that are there stay, and rows somebody edited are left alone
unless `--force` says otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.azurite import connection

if TYPE_CHECKING:
    from azure.data.tables import TableClient

    from tools.azurite.sample_data import Row

OUTCOMES = ("created", "updated", "kept", "unchanged")
_TIMEOUT_SECONDS = 5


class SeedError(Exception):
    """The data could not be written; `str()` is one line saying why and what to do."""


@dataclass(frozen=True)
class SeedResult:
    """What was done: per table the number of rows per outcome, and the seconds it took.

    `kept` counts rows whose values differ from the sample data and were not overwritten.
    """

    tables: Mapping[str, Counter[str]]
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return any(counts["created"] + counts["updated"] for counts in self.tables.values())

    def table(self) -> str:
        """Return the outcome as a text table, one line per storage table."""
        lines = [f"{'table':<14}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES)]
        for name, counts in self.tables.items():
            lines.append(f"{name:<14}" + "".join(f"{counts[outcome]:>11}" for outcome in OUTCOMES))
        return "\n".join(lines)

    def summary(self) -> str:
        """Return one line."""
        total: Counter[str] = sum(self.tables.values(), Counter())
        counted = ", ".join(f"{total[name]} {name}" for name in OUTCOMES if total[name])
        return f"{counted} in {self.seconds:.2f} s"


def seed(text: str, *, force: bool = False, allow_any_account: bool = False) -> SeedResult:
    """Write the sample data to the account of a connection string.

    Raises:
        SeedError: the account is not the emulator, the string is malformed, or storage fails.
    """
    from azure.core.exceptions import AzureError  # noqa: PLC0415 - keeps `ringfence --help` fast
    from azure.data.tables import TableServiceClient  # noqa: PLC0415

    from tools.azurite.sample_data import TABLES  # noqa: PLC0415

    started = time.monotonic()
    try:
        if not allow_any_account and not connection.is_emulator(text):
            raise SeedError(
                "this connection string is not the emulator's, and sample users do not belong in "
                "a real account: use --allow-any-account if you really mean it"
            )
        service = TableServiceClient.from_connection_string(
            text, retry_total=0, connection_timeout=_TIMEOUT_SECONDS, read_timeout=_TIMEOUT_SECONDS
        )
    except ValueError as error:
        raise SeedError(f"the connection string is malformed: {error}") from error
    try:
        with service:
            counts = {
                name: _seed_table(service.create_table_if_not_exists(name), rows, force=force)
                for name, rows in TABLES.items()
            }
    except AzureError as error:
        first = str(error.message).partition("\n")[0]
        raise SeedError(f"storage at {service.url} did not take the data: {first}") from error
    return SeedResult(counts, time.monotonic() - started)


def _seed_table(table: TableClient, rows: tuple[Row, ...], *, force: bool) -> Counter[str]:
    existing = {(row["PartitionKey"], row["RowKey"]): row for row in table.list_entities()}
    counts: Counter[str] = Counter()
    writes: dict[str, list[Row]] = {}
    for row in rows:
        outcome = _outcome(existing.get((row["PartitionKey"], row["RowKey"])), row, force=force)
        counts[outcome] += 1
        if outcome in {"created", "updated"}:
            writes.setdefault(row["PartitionKey"], []).append(row)
    for batch in writes.values():
        # One transaction holds rows of one partition only.
        table.submit_transaction([("upsert", dict(row)) for row in batch])
    return counts


def _outcome(found: Row | None, wanted: Row, *, force: bool) -> str:
    if found is None:
        return "created"
    if all(found.get(name) == value for name, value in wanted.items()):
        return "unchanged"
    return "updated" if force else "kept"


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the `seed` subcommand."""
    parser = subparsers.add_parser(
        "seed",
        help="put the sample organizations, users and settings into the emulator",
        description="Write sample data to the storage emulator; running it again changes nothing.",
    )
    parser.add_argument(
        "--connection-string",
        metavar="TEXT",
        help="default: AzureWebJobsStorage from the environment or local.settings.json, "
        "else the emulator on its default ports",
    )
    parser.add_argument("--force", action="store_true", help="overwrite sample rows that changed")
    parser.add_argument(
        "--allow-any-account", action="store_true", help="also accept a real storage account"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Seed and print what was done; 0 when the data is there, 1 when it is not."""
    from tools.dev.settings import SettingsError, read_values  # noqa: PLC0415 - only this command

    name = "AzureWebJobsStorage"
    try:
        text = args.connection_string or os.environ.get(name)
        text = text or read_values(Path.cwd()).get(name) or connection.SHORTHAND
        result = seed(text, force=args.force, allow_any_account=args.allow_any_account)
    except (SeedError, SettingsError) as error:
        print(f"ringfence seed: {error}", file=sys.stderr)  # noqa: T201 - the error line
        return 1
    print(result.table())  # noqa: T201 - the result of the command
    state = "done" if result.changed else "unchanged"
    print(f"{state}: {result.summary()}")  # noqa: T201
    return 0
