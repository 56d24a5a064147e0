"""Every kind of caller over real HTTP through the dev host, and the tricks that callers try."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from tests import callers
from tests.callers import ADMIN_KEY, BODY, SETTINGS_KEY, TECH, Case
from tests.identity import Issuer, swa_principal
from tests.integration.platform.harness import DevHost, call

PATH = "/api/workflows/webhook_example"


def test_every_caller_gets_what_the_table_says(host: DevHost, directory: Issuer) -> None:
    def ask(case: Case) -> tuple[Case, int, Any]:
        data = None if case.body is None else json.dumps(case.body)
        answer = call(host.port, case.method, case.path, data, case.headers)
        return case, answer.status, answer.json()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(ask, callers.cases(directory)))
    assert len(done) > 700
    callers.check(host.storage, done)


def raw(port: int, lines: list[str], body: bytes = b"", path: str = PATH) -> tuple[int, bytes]:
    """Send a request as it is written, which no client library would; return status and body."""
    head = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*head, *lines, "", ""]).encode("utf-8") + body)
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except ConnectionResetError:
            pass
    head_part, _, rest = answer.partition(b"\r\n\r\n")
    return int(head_part.split()[1]), rest


KEY_LINE = f"x-functions-key: {SETTINGS_KEY}"
ORG_LINE = "X-Organization-Id: org-contoso"
GOOD = json.dumps(BODY).encode()


def test_the_good_request_that_the_others_vary(host: DevHost) -> None:
    assert raw(host.port, [KEY_LINE, ORG_LINE], GOOD)[0] == 200
    assert raw(host.port, [ORG_LINE], GOOD, f"{PATH}?code={SETTINGS_KEY}")[0] == 200


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ([KEY_LINE, KEY_LINE, ORG_LINE], PATH),
        ([KEY_LINE, "x-functions-key: wrong", ORG_LINE], PATH),
        ([KEY_LINE, ORG_LINE, ORG_LINE], PATH),
        ([KEY_LINE, ORG_LINE, "X-Organization-Id: org-fabrikam"], PATH),
        (["x-functions-key: wrong", ORG_LINE], f"{PATH}?code={SETTINGS_KEY}"),
        (["x-functions-key:", ORG_LINE], f"{PATH}?code={SETTINGS_KEY}"),
        ([ORG_LINE], f"{PATH}?code={SETTINGS_KEY}&code={SETTINGS_KEY}"),
        ([KEY_LINE, "X-Organization-Id: оrg-contoso"], PATH),  # noqa: RUF001 - Cyrillic
        ([KEY_LINE, "X-Organization-Id: ｏrg-contoso"], PATH),  # noqa: RUF001
        ([KEY_LINE, "X-Organization-Id: ORG-CONTOSO"], PATH),
        ([KEY_LINE, "X-Organization-Id: org-contoso' or PartitionKey ne '"], PATH),
        ([KEY_LINE, "X-Organization-Id: org-contoso)/Users('x'"], PATH),
        ([KEY_LINE, "X-Organization-Id: ../org-contoso"], PATH),
        ([KEY_LINE, "X-Organization-Id: org-contoso%2f"], PATH),
        ([KEY_LINE, "X-Organization-Id: GLOBAL"], PATH),
        ([KEY_LINE, "X-Organization-Id:"], PATH),
        ([KEY_LINE, f"X-Organization-Id: {'o' * 8000}"], PATH),
        ([f"x-functions-key: {'k' * 8000}", ORG_LINE], PATH),
        (["x-functions-key: rfk_0000000000000001_" + "A" * 43, ORG_LINE], PATH),
        (["x-functions-key: rfk_' or '1' eq '1_" + "A" * 43, ORG_LINE], PATH),
        ([f"X-MS-CLIENT-PRINCIPAL: {'A' * 30000}", ORG_LINE], PATH),
        (
            [
                f"X-MS-CLIENT-PRINCIPAL: {swa_principal(TECH)}",
                f"X-MS-CLIENT-PRINCIPAL: {swa_principal('admin@ringfence.example')}",
                ORG_LINE,
            ],
            PATH,
        ),
        (["Authorization: Bearer", ORG_LINE], PATH),
        (["Authorization: Bearer " + "e" * 20000, ORG_LINE], PATH),
    ],
)
def test_tricks_are_refused(host: DevHost, lines: list[str], path: str) -> None:
    status, body = raw(host.port, lines, GOOD, path)
    assert status == 403, body
    assert json.loads(body)["error"] in {"Unauthorized", "Forbidden"}


@pytest.mark.parametrize(
    ("user", "status"),
    [
        ("GONE@Contoso.Example", 403),
        ("gone@contoso.example  ", 403),
        ("\u200bgone@contoso.example", 400),
        ("\uff47one@contoso.example", 400),
        ("x" * 257, 400),
        ("", 400),
        ("x" * 256, 200),
        # Whoever is in no table is taken as given, and has a row key of its own.
        ("o'brien@contoso.example", 200),
        ("' or RowKey ne '", 200),
        ("a/b\\c#d?e%f~g+h&i", 200),
        ("..", 200),
    ],
)
def test_users_as_a_key_names_them(host: DevHost, user: str, status: int) -> None:
    answer, body = raw(host.port, [KEY_LINE, ORG_LINE, f"X-User-Id: {user}"], GOOD)
    assert answer == status, body
    if status == 200:
        lines = {"x-functions-key": SETTINGS_KEY, "X-Organization-Id": "org-contoso"}
        path = "/api/executions?mine=true"
        found = call(host.port, "GET", path, None, {**lines, "X-User-Id": user}).json()
        mine = [(one["executedBy"], one["executionId"]) for one in found["executions"]]
        assert mine == [(user, json.loads(body)["executionId"])]


def test_headers_beyond_measure_do_not_reach_the_engine(host: DevHost) -> None:
    status, _ = raw(host.port, [KEY_LINE, ORG_LINE, f"X-User-Id: {'u' * 200_000}"], GOOD)
    assert 400 <= status < 500
    assert raw(host.port, [KEY_LINE, ORG_LINE], GOOD)[0] == 200


def test_unsigned_and_foreign_tokens_are_refused(host: DevHost, directory: Issuer) -> None:
    from tests.unit.engine.test_people import FORGERIES

    for name, forge in FORGERIES.items():
        if name == "not ASCII":
            continue
        line = f"Authorization: Bearer {forge(directory)}"
        assert raw(host.port, [line, ORG_LINE], GOOD)[0] == 403, name
    for changed in ({"iss": "https://evil.example/"}, {"tid": "0"}, {"aud": "other"}, {"exp": 1}):
        line = f"Authorization: Bearer {directory.token(TECH, **changed)}"
        assert raw(host.port, [line, ORG_LINE], GOOD)[0] == 403, changed


def test_keys_are_issued_and_revoked_over_http(host: DevHost) -> None:
    admin = {"x-functions-key": ADMIN_KEY, "Content-Type": "application/json"}
    wish = {"name": "crm", "organizations": ["org-contoso"], "workflows": ["webhook_example"]}
    made = call(host.port, "POST", "/api/admin/keys", json.dumps(wish), admin).json()
    headers = {"x-functions-key": made["secret"], "X-Organization-Id": "org-contoso"}
    assert call(host.port, "POST", PATH, GOOD, headers).status == 200
    key_path = f"/api/admin/keys/{made['key']['id']}"
    assert call(host.port, "POST", f"{key_path}/revoke", None, admin).status == 200
    assert call(host.port, "POST", PATH, GOOD, headers).status == 403
    found = call(host.port, "GET", "/api/admin/audit?limit=500", None, admin).json()["events"]
    mine = [event["statusCode"] for event in found if event["keyId"] == made["key"]["id"]]
    assert mine == [403, 200]
    with TableServiceClient.from_connection_string(host.storage) as service:
        everything = repr(list(service.get_table_client("FunctionKeys").list_entities()))
    assert made["secret"] not in everything
    assert made["secret"] not in host.running.output
