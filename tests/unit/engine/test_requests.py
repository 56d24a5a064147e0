"""Requests as the engine reads them, and who is let in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import azure.functions as func
import pytest

from engine.shared.api_errors import BadRequestError, UnauthorizedError
from engine.shared.auth import function_keys
from engine.shared.auth.function_keys import FunctionKeyTier, KnownKey, SettingsKeys
from engine.shared.auth.principal import (
    EVERYTHING,
    KeyRefusedError,
    Principal,
    Scope,
    authenticate,
)
from engine.shared.request import facts_of, read_object

KEYS = {name: hashlib.sha256(key).digest() for name, key in [("a", b"key-a"), ("b", b"key-b")]}
URL = "http://localhost:7071/api/workflows/w?code=secret"


def request(params=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return facts_of(func.HttpRequest("post", URL, headers=named, params=params or {}, body=b""))


def test_facts():
    facts = request(
        X_Functions_Key="k",
        X_ORGANIZATION_ID="org-a",
        x_user_id="u",
        User_Agent="curl" * 100,
        X_Forwarded_For="1.2.3.4, 10.0.0.1:80",
    )
    assert (facts.method, facts.path) == ("POST", "/api/workflows/w")
    assert (facts.function_key, facts.organization_id, facts.user_id) == ("k", "org-a", "u")
    assert facts.remote_address == "10.0.0.1:80"
    assert len(facts.user_agent) == 256


def test_what_is_logged_of_a_request_is_without_the_key_it_is_made_with():
    key = "key/with+odd=signs"
    facts = facts_of(
        func.HttpRequest(
            "POST",
            "http://h/api/key%2Fwith%2Bodd%3Dsigns",
            headers={
                "user-agent": "a" * 250 + key,
                "x-forwarded-for": f"1.2.3.4, {key}",
                "x-user-id": key,
            },
            params={"code": key},
            body=b"",
        )
    )
    assert (facts.function_key, facts.user_id) == (key, key)
    assert (facts.path, facts.remote_address) == ("/api/[redacted]", "[redacted]")
    # Cut after it was cleaned: no beginning of the key remains.
    assert facts.user_agent == "a" * 250 + "[redac"
    assert facts.told(f"for {key}") == "for [redacted]"


def test_no_caller_chooses_what_the_audit_log_does_not_show():
    facts = request(
        x_functions_key="org-a",
        authorization="Bearer org-contoso",
        x_ms_client_principal="org-contoso",
        user_agent="org-contoso",
    )
    assert facts.told("org-contoso") == facts.user_agent == "org-contoso"


def test_absent_headers():
    facts = request()
    assert (facts.function_key, facts.organization_id, facts.user_id) == (None, None, None)
    assert (facts.remote_address, facts.user_agent) == ("", "")


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_body_is_an_empty_object(body):
    assert read_object(body) == {}


def test_a_body_is_one_object():
    assert read_object('{"a": {"b": [1, null]}, "é": "\\ud800"}'.encode()) == {
        "a": {"b": [1, None]},
        "é": "\ud800",
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "not JSON: .* at line 1, column 2"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": 1} x', "not JSON: Extra data"),
        (b'{"a": NaN}', "NaN is not a JSON value"),
        (b'{"a": [-Infinity]}', "-Infinity is not a JSON value"),
        (b'{"a": 1e999}', "a number is too large"),
        (b'{"a": [-1e400]}', "a number is too large"),
        (b'{"a": 1, "a": 2}', "the key 'a' twice"),
        (b'{"x": {"a": 1, "a": 2}}', "the key 'a' twice"),
        (b"[1]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'\xef\xbb\xbf{"a": 1}', "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
    ],
)
def test_anything_else_is_refused(body, message):
    with pytest.raises(BadRequestError, match=message):
        read_object(body)


async def authenticated(facts):
    return await authenticate([FunctionKeyTier([SettingsKeys(KEYS)])], facts)


async def test_a_known_key_takes_the_headers_as_given():
    facts = request(x_functions_key="key-b", x_organization_id="org-a", x_user_id="u@a.example")
    assert await authenticated(facts) == Principal(
        "settings:b", "b", "u@a.example", "org-a", EVERYTHING
    )


async def test_a_key_without_user_acts_for_itself():
    principal = await authenticated(request(x_functions_key="key-a"))
    assert (principal.user_id, principal.organization_id) == ("settings:a", None)


async def test_the_query_is_used_only_without_the_header():
    assert (await authenticated(request({"code": "key-a"}))).key_name == "a"
    for header in ("wrong", ""):
        with pytest.raises(UnauthorizedError, match="not valid"):
            await authenticated(request({"code": "key-a"}, x_functions_key=header))


@pytest.mark.parametrize(
    "key", ["", "key", "key-a ", "KEY-A", "key-aa", "\ud800", "é", "k" * 100_000, "key-a,key-b"]
)
async def test_any_other_key_is_refused(key):
    with pytest.raises(UnauthorizedError, match="not valid"):
        await authenticated(request(x_functions_key=key))


async def test_no_keys_configured_lets_nobody_in():
    with pytest.raises(UnauthorizedError):
        await authenticate([FunctionKeyTier([SettingsKeys({})])], request(x_functions_key=""))


async def test_no_credential_is_refused_without_naming_the_key(caplog):
    with pytest.raises(UnauthorizedError, match="x-functions-key"):
        await authenticated(request())
    assert "secret" not in caplog.text


NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


class OneKey:
    """A source whose key ends at a certain moment."""

    def __init__(self, expires_at, revoked=False):
        self.key = KnownKey("k1", "one", EVERYTHING, expires_at, revoked)

    async def find(self, secret):
        return self.key


@pytest.mark.parametrize(
    ("ends", "revoked", "reason"),
    [
        (timedelta(microseconds=1), False, None),
        (timedelta(0), False, "expired"),
        (timedelta(microseconds=-1), False, "expired"),
        (timedelta(days=1), True, "revoked"),
        (timedelta(days=-1), True, "revoked"),
    ],
)
async def test_a_key_ends_exactly_at_its_end(monkeypatch, ends, revoked, reason):
    monkeypatch.setattr(function_keys, "now", lambda: NOW)
    tier = FunctionKeyTier([OneKey(NOW + ends, revoked)])
    if reason is None:
        assert (await tier.authenticate(request(x_functions_key="k"))).key_id == "k1"
        return
    with pytest.raises(KeyRefusedError, match="the function key is not valid") as caught:
        await tier.authenticate(request(x_functions_key="k"))
    assert caught.value.reason == reason


A, AB, ALL = frozenset("a"), frozenset("ab"), None


@pytest.mark.parametrize(
    ("mine", "theirs", "covered"),
    [
        (Scope(A, A), Scope(A, A), True),
        (Scope(AB, AB), Scope(A, A), True),
        (Scope(A, AB), Scope(AB, A), False),
        (Scope(AB, A), Scope(A, AB), False),
        (Scope(ALL, ALL), Scope(ALL, ALL), True),
        (Scope(ALL, ALL), Scope(AB, A), True),
        (Scope(AB, ALL), Scope(ALL, A), False),
        (Scope(ALL, AB), Scope(A, ALL), False),
        (Scope(ALL, ALL), Scope(A, A, admin=True), False),
        (Scope(ALL, ALL, admin=True), Scope(A, A, admin=True), True),
        (Scope(A, A, admin=True), Scope(A, A), True),
        (Scope(), Scope(), True),
        (Scope(), Scope(A), False),
    ],
)
def test_what_a_scope_covers(mine, theirs, covered):
    assert mine.covers(theirs) is covered


@pytest.mark.parametrize("name", ["A", "a ", " a", "*", "", "\uff41", "\u0430", None])
def test_names_in_scopes_are_compared_as_they_are(name):
    scope = Scope(A, A)
    assert (scope.enters("a"), scope.runs("a")) == (True, True)
    assert (scope.enters(name), scope.runs(name or "")) == (False, False)
    assert Scope(frozenset("*"), frozenset("*")).enters("a") is False


class SecondTier:
    """Stands for a later kind of credential that would let anyone in."""

    async def authenticate(self, facts):
        return Principal("second", "second", "u", None)


async def test_a_wrong_credential_never_falls_through_to_the_next_tier():
    tiers = [FunctionKeyTier([SettingsKeys(KEYS)]), SecondTier()]
    assert (await authenticate(tiers, request())).key_id == "second"
    with pytest.raises(UnauthorizedError):
        await authenticate(tiers, request(x_functions_key="wrong"))
