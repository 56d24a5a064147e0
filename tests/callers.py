"""One table of every kind of caller: credential x route x organization x user -> what must happen.

Both hosts are held to it, the dev host over HTTP and Microsoft's worker library.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from azure.data.tables import TableServiceClient

from tests.identity import CLIENT, TENANT, Issuer, app_service_principal, swa_principal

SETTINGS_KEY = "settings-key-of-the-table"
ADMIN_KEY = "admin-key-of-the-table"
ISSUED = {
    name: f"rfk_{number:016x}_{'A' * 42}{number}"
    for number, name in enumerate(("contoso", "expired", "revoked", "onboarding"), start=1)
}

ADMIN = "admin@ringfence.example"
TECH = "tech@ringfence.example"
ALEX = "alex@contoso.example"
VIEWER = "viewer@contoso.example"
ROBIN = "robin@northwind.example"
GONE = "gone@contoso.example"
GHOST = "ghost@contoso.example"
MEMBERS = {
    TECH: {"org-contoso", "org-fabrikam"},
    ALEX: {"org-contoso"},
    VIEWER: {"org-contoso"},
    ROBIN: {"org-northwind"},
    GONE: {"org-contoso"},
}
ACTIVE = {"org-contoso", "org-fabrikam"}
ORGANIZATIONS = ("org-contoso", "org-fabrikam", "org-northwind", "org-nobody", None)
ROUTES = {
    "execute": ("POST", "/api/workflows/webhook_example"),
    "metadata": ("GET", "/api/registry/metadata"),
    "admin": ("GET", "/api/admin/keys"),
}
BODY = {"event": "ticket.created", "payload": {"ticket": 7}}

KEY_EVENT, CROSSING = "function_key_access", "cross_org_access"


@dataclass(frozen=True)
class Case:
    """One request and what must come of it.

    Attributes:
        event: type of the audit row; None: there must be none.
    """

    name: str
    route: str
    headers: dict[str, str]
    organization: str | None
    status: int
    event: str | None
    method: str = field(init=False)
    path: str = field(init=False)

    def __post_init__(self) -> None:
        method, path = ROUTES[self.route]
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "path", path)

    @property
    def body(self) -> Any:
        """The request's body."""
        return BODY if self.route == "execute" else None


def settings(issuer: Issuer) -> dict[str, str]:
    """The engine's settings under which the table holds."""
    keys = {"plain": SETTINGS_KEY, "ops": {"key": ADMIN_KEY, "admin": True}}
    return {
        "ENGINE_FUNCTION_KEYS": json.dumps(keys),
        "ENGINE_TRUST_CLIENT_PRINCIPAL": "true",
        "ENTRA_TENANT_ID": TENANT,
        "ENTRA_CLIENT_ID": CLIENT,
        "ENTRA_AUTHORITY": issuer.authority,
    }


def prepare(storage: str) -> None:
    """Write what the table needs beyond the seed."""
    moment = datetime.now(UTC)
    with TableServiceClient.from_connection_string(storage) as service:
        users = service.create_table_if_not_exists("Users")
        roles = service.create_table_if_not_exists("UserRoles")
        for user, active, role in ((GONE, False, "Technician"), (VIEWER, True, "Viewer")):
            users.upsert_entity(
                {
                    "PartitionKey": "USER",
                    "RowKey": user,
                    "DisplayName": user,
                    "UserType": "ORG",
                    "IsPlatformAdmin": False,
                    "IsActive": active,
                }
            )
            roles.upsert_entity({"PartitionKey": "org-contoso", "RowKey": user, "Role": role})
        keys = service.create_table_if_not_exists("FunctionKeys")
        for name, secret in ISSUED.items():
            expired = timedelta(days=-1 if name == "expired" else 1)
            workflow = "user_onboarding" if name == "onboarding" else "webhook_example"
            row = {
                "PartitionKey": "KEY",
                "RowKey": secret.split("_")[1],
                "Name": name,
                "Hash": hashlib.sha256(secret.encode()).hexdigest(),
                "Organizations": '["org-contoso"]',
                "Workflows": json.dumps([workflow]),
                "IsAdmin": False,
                "CreatedAt": moment,
                "CreatedBy": "test",
                "ExpiresAt": moment + expired,
            }
            keys.upsert_entity({**row, "RevokedAt": moment} if name == "revoked" else row)


def cases(issuer: Issuer) -> Iterator[Case]:
    """All cases of the table."""
    for number, (route, organization) in enumerate(itertools.product(ROUTES, ORGANIZATIONS)):
        for name, headers, outcome in _callers(issuer, route, organization):
            asked = {} if organization is None else {"X-Organization-Id": organization}
            label = f"{name}; {route}; {organization}"
            marked = {"User-Agent": f"case-{number}-{name}"}
            status, event = outcome
            yield Case(label, route, {**headers, **asked, **marked}, organization, status, event)


Outcome = tuple[int, str | None]


def _callers(
    issuer: Issuer, route: str, organization: str | None
) -> Iterator[tuple[str, dict[str, str], Outcome]]:
    nobody: Outcome = (403, None)
    good = {"X-MS-CLIENT-PRINCIPAL": swa_principal(ADMIN)}
    token = issuer.token(ADMIN)
    yield "nothing", {}, nobody
    yield "only names", {"X-User-Id": ADMIN}, nobody
    yield "wrong key", {"x-functions-key": "wrong"}, nobody
    yield "empty key", {"x-functions-key": ""}, nobody
    yield "wrong key, good sign-in", {"x-functions-key": "wrong", **good}, nobody
    yield "wrong key, good token", _bearer(token) | {"x-functions-key": "wrong"}, nobody
    yield "bad sign-in, good token", _bearer(token) | {"X-MS-CLIENT-PRINCIPAL": "x"}, nobody
    yield "token of nobody's", _bearer(token[:-8] + "AAAAAAAA"), nobody
    yield "basic", {"Authorization": "Basic dXNlcjpwYXNz"}, nobody
    for key in ("expired", "revoked"):
        yield f"{key} key", {"x-functions-key": ISSUED[key]}, (403, KEY_EVENT)
    for key, secret in (
        ("plain", SETTINGS_KEY),
        ("ops", ADMIN_KEY),
        ("contoso", ISSUED["contoso"]),
        ("onboarding", ISSUED["onboarding"]),
    ):
        for user in (TECH, GONE, GHOST, None):
            named = {"x-functions-key": secret} | ({"X-User-Id": user} if user else {})
            status = _of_key(key, route, organization, user)
            yield f"key {key} for {user}", named, (status, KEY_EVENT)
    yield (
        "key and sign-in: the key counts",
        {"x-functions-key": SETTINGS_KEY, **good},
        (_of_key("plain", route, organization, None), KEY_EVENT),
    )
    for user in (ADMIN, TECH, ALEX, VIEWER, ROBIN, GONE, GHOST):
        outcome = _of_person(user, route, organization)
        other = {"X-User-Id": ADMIN}
        yield (
            f"swa {user}",
            {"X-MS-CLIENT-PRINCIPAL": swa_principal(user), **other},
            outcome,
        )
        yield f"app {user}", {"X-MS-CLIENT-PRINCIPAL": app_service_principal(user)}, outcome
        yield f"token {user}", _bearer(issuer.token(user)) | other, outcome


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _of_key(key: str, route: str, organization: str | None, user: str | None) -> int:
    if route == "admin":
        return 200 if key == "ops" and user != GONE else 403
    limited = key in {"contoso", "onboarding"}
    if limited and organization != "org-contoso":
        return 403
    if user == GONE or (organization is not None and organization not in ACTIVE):
        return 403
    if route == "metadata":
        return 200
    if key == "onboarding":
        return 403
    return 400 if organization is None else 200


def _of_person(user: str, route: str, organization: str | None) -> Outcome:
    if user in {GONE, GHOST}:
        return 403, None
    if route == "admin":
        return (200, CROSSING) if user == ADMIN else (403, None)
    if organization is None:
        return (200 if route == "metadata" else 400), None
    if organization not in ACTIVE:
        return 403, None
    if user == ADMIN:
        return 200, CROSSING
    if organization not in MEMBERS.get(user, set()):
        return 403, None
    return (403 if route == "execute" and user == VIEWER else 200), None


def check(storage: str, done: list[tuple[Case, int, Any]]) -> None:
    """Compare all answers and the audit log with the table."""
    wrong = [
        f"{case.name}: {status} instead of {case.status}: {body}"
        for case, status, body in done
        if status != case.status
    ]
    assert not wrong, "\n".join(wrong[:20])
    with TableServiceClient.from_connection_string(storage) as service:
        found = list(service.get_table_client("AuditLog").list_entities())
    # The engine's own doings must not look like a violation.
    events = {KEY_EVENT, CROSSING}
    assert not [dict(row) for row in found if row["EventType"] not in events]
    rows = {row["UserAgent"]: row for row in found}
    for case, status, _ in done:
        row = rows.get(case.headers["User-Agent"])
        entry = None if row is None else (row["EventType"], row["StatusCode"])
        assert entry == (None if case.event is None else (case.event, status)), case.name
        if row is not None:
            asked = "" if case.event == CROSSING and case.route == "admin" else case.organization
            assert row["OrgId"] == (asked or ""), case.name
    text = repr(list(rows.values()))
    secrets = [SETTINGS_KEY, ADMIN_KEY, *ISSUED.values(), "eyJ"]
    assert not [secret for secret in secrets if secret in text]
    _check_that_nothing_is_revealed(done)


def _check_that_nothing_is_revealed(done: list[tuple[Case, int, Any]]) -> None:
    """Whether an organization or a user exists must not show in what is refused."""
    bodies: dict[tuple[str, str], set[str]] = {}
    for case, status, body in done:
        if status != 403 or case.organization in {None, "org-contoso"}:
            continue
        if case.name.startswith(("swa", "app", "token")) and ADMIN not in case.name:
            who = case.name.split(";")[0]
            bodies.setdefault((case.route, who), set()).add(json.dumps(body))
    assert all(len(texts) == 1 for texts in bodies.values()), bodies
    for kind in ("swa", "app", "token"):
        gone, ghost = (bodies["execute", f"{kind} {user}"] for user in (GONE, GHOST))
        assert gone == ghost
