"""An engine app for tests: its sealed workspace, its callers, its rows."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import azure.functions as func
from azure.data.tables import TableServiceClient

from engine import sdk
from engine.shared.seal import SEAL_PATH, Denied, Seal, digest, dump_seal

KEY = "key-of-the-integration-tests"
HEADERS = {
    "x-functions-key": KEY,
    "X-Organization-Id": "org-a",
    "X-User-Id": "bo@a.example",
}
ORGANIZATIONS = {"org-a": True, "org-b": True, "org-off": False}


def seal(root: Path) -> None:
    """Seal every workspace file under ``root`` as it is now."""
    files = [path for path in (root / "workspace").rglob("*") if path.is_file()]
    hashes = {path.relative_to(root).as_posix(): digest(path.read_bytes()) for path in files}
    door = {"engine.sdk": frozenset(sdk.__all__)}
    target = root / SEAL_PATH
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(
        dump_seal(Seal("test-rules", door, frozenset({"httpx", "pydantic"}), Denied(), hashes))
    )


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write workspace files, each headed by the usual imports."""
    header = "from engine.sdk import *\n"
    for name, text in files.items():
        path = root / "workspace" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        names = ", ".join(sdk.__all__)
        path.write_text(header.replace("*", names) + textwrap.dedent(text))


@dataclass
class App:
    """The functions of an app, called as the Functions worker calls them."""

    root: Path
    functions: Mapping[str, Callable[..., Any]]
    storage: str
    rows: TableServiceClient = field(init=False)

    def __post_init__(self) -> None:
        self.rows = TableServiceClient.from_connection_string(self.storage)

    async def call(
        self,
        name: str,
        method: str,
        path: str,
        body: Any = b"",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        **route: str,
    ) -> tuple[int, Any, Mapping[str, str]]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = func.HttpRequest(
            method,
            f"http://localhost{path}",
            headers=HEADERS if headers is None else headers,
            params=params or {},
            route_params=route,
            body=raw,
        )
        response = await self.functions[name](request)
        assert response.mimetype == "application/json"
        return response.status_code, json.loads(response.get_body()), response.headers

    async def run(self, workflow: str, body: Any = b"", **options: Any) -> tuple[int, Any]:
        path = f"/api/workflows/{workflow}"
        status, answer, _ = await self.call(
            "execute_workflow", "POST", path, body, workflowName=workflow, **options
        )
        return status, answer

    async def health(self) -> tuple[int, Any]:
        status, answer, _ = await self.call("health", "GET", "/api/health", headers={})
        return status, answer

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return all rows of a table; none when there is no such table."""
        if name not in {table.name for table in self.rows.list_tables()}:
            return []
        return [dict(row) for row in self.rows.get_table_client(name).list_entities()]


MakeApp = Callable[..., App]


def seed(storage: str) -> None:
    """Write the organizations, one known user and some configuration."""
    with TableServiceClient.from_connection_string(storage) as service:
        organizations = service.create_table_if_not_exists("Organizations")
        for org_id, active in ORGANIZATIONS.items():
            organizations.upsert_entity(
                {
                    "PartitionKey": "ORG",
                    "RowKey": org_id,
                    "Name": f"Name of {org_id}",
                    "TenantId": f"tenant-{org_id}",
                    "IsActive": active,
                }
            )
        users = service.create_table_if_not_exists("Users")
        for user, active in (("bo@a.example", True), ("gone@a.example", False)):
            users.upsert_entity(
                {
                    "PartitionKey": "USER",
                    "RowKey": user,
                    "DisplayName": "Bo",
                    "IsActive": active,
                }
            )
        config = service.create_table_if_not_exists("OrgConfig")
        for scope, key, value, kind in (
            ("GLOBAL", "plan", "global", "string"),
            ("GLOBAL", "limit", "5", "int"),
            ("org-a", "plan", "of a", "string"),
            ("org-b", "only_b", "secret of b", "string"),
            ("org-a", "broken", "x", "int"),
        ):
            config.upsert_entity(
                {
                    "PartitionKey": scope,
                    "RowKey": f"config:{key}",
                    "Value": value,
                    "Type": kind,
                }
            )
