"""People who signed in: the platform's header in both formats, and access tokens."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from uuid import UUID

import azure.functions as func
import jwt
import pytest

from engine.shared.api_errors import ServiceUnavailableError, UnauthorizedError
from engine.shared.auth import signing_keys
from engine.shared.auth.bearer import Audience, BearerTier
from engine.shared.auth.client_principal import ClientPrincipalTier
from engine.shared.auth.signing_keys import SigningKeys
from engine.shared.request import facts_of
from tests.identity import (
    CLIENT,
    OTHER_TENANT,
    TENANT,
    FromNow,
    app_service_principal,
    encoded,
    issuer,
    new_key,
    swa_principal,
)

USER = "alex@contoso.example"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"


def request(**headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return facts_of(func.HttpRequest("GET", "http://h/api/x", headers=named, params={}, body=b""))


async def by_header(header, tenant=TENANT):
    tier = ClientPrincipalTier(UUID(tenant) if tenant else None)
    return await tier.authenticate(
        request(x_ms_client_principal=header, x_organization_id="org-a", x_user_id="other@x")
    )


@pytest.mark.parametrize(
    "header",
    [
        swa_principal(USER),
        swa_principal(USER, claims=[]),
        swa_principal(USER, claims=[{"typ": "tid", "val": TENANT}]),
        app_service_principal(USER),
        app_service_principal(USER).rstrip("="),
        encoded(
            {
                "auth_typ": "aad",
                "claims": [
                    {"typ": f"{CLAIMS}/upn", "val": USER},
                    {"typ": "http://schemas.microsoft.com/identity/claims/tenantid", "val": TENANT},
                ],
            }
        ),
    ],
)
async def test_both_formats_name_the_person_and_the_header_for_users_is_ignored(header):
    principal = await by_header(header)
    assert (principal.user_id, principal.organization_id) == (USER, "org-a")
    assert not principal.is_key


async def test_without_the_header_the_next_tier_is_asked():
    assert await ClientPrincipalTier(None).authenticate(request()) is None


@pytest.mark.parametrize(
    "header",
    [
        app_service_principal(USER, ("oid", "object-1")),
        swa_principal(USER, claims=[{"typ": "oid", "val": "object-1"}]),
    ],
)
async def test_the_object_id_comes_along(header):
    assert (await by_header(header)).object_id == "object-1"


async def test_upper_case_tenants_are_the_same_tenant():
    assert await by_header(app_service_principal(USER, ("tid", TENANT.upper())))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "%%%",
        "x" * 70_000,
        "é",
        encoded([]),
        encoded({}),
        encoded({"auth_typ": "aad"}),
        encoded({"identityProvider": "aad", "auth_typ": "aad", "userDetails": USER}),
        base64.b64encode(b"\xff").decode(),
        base64.b64encode(b"[" * 40_000).decode(),
        swa_principal(USER, auth_typ="aad"),
        swa_principal(USER, identityProvider="github"),
        swa_principal(USER, identityProvider=None),
        swa_principal(USER, userRoles=["anonymous"]),
        swa_principal(USER, userRoles="authenticated"),
        swa_principal(""),
        swa_principal(USER, userDetails=5),
        swa_principal(USER, claims=[{"typ": "tid", "val": OTHER_TENANT}]),
        swa_principal(USER, claims=["x"]),
        swa_principal(USER, claims="tid"),
        swa_principal(USER, claims=[{"typ": "tid", "val": None}]),
        swa_principal(f"{USER} "),
        swa_principal(f"\u00a0{USER}"),
        swa_principal(" "),
        app_service_principal(f"{USER}\u2003"),
        # A guest's own directory fills in the address.
        encoded(
            {
                "auth_typ": "aad",
                "claims": [
                    {"typ": f"{CLAIMS}/emailaddress", "val": USER},
                    {"typ": "email", "val": USER},
                    {"typ": "tid", "val": TENANT},
                ],
            }
        ),
        # No claim says which tenant it was.
        encoded({"auth_typ": "aad", "claims": [{"typ": "preferred_username", "val": USER}]}),
        app_service_principal(USER, auth_typ="facebook"),
        app_service_principal(USER, claims=[]),
        app_service_principal(USER, ("tid", OTHER_TENANT)),
        app_service_principal(USER, ("preferred_username", "admin@ringfence.example")),
    ],
)
async def test_any_other_header_is_refused_and_never_falls_through(header, caplog):
    with pytest.raises(UnauthorizedError, match="sign-in is not valid"):
        await by_header(header)
    assert USER not in caplog.text


@pytest.fixture
def directory():
    with issuer() as made:
        yield made


@pytest.fixture
def tier(directory):
    audience = Audience(UUID(TENANT), UUID(CLIENT), directory.authority)
    return BearerTier(audience, SigningKeys(audience.keys_url))


async def by_token(tier, token, scheme="Bearer"):
    return await tier.authenticate(request(authorization=f"{scheme} {token}"))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"aud": f"api://{CLIENT}"},
        {"aud": [CLIENT, "other"]},
        {"exp": FromNow(-60)},
        {"nbf": FromNow(60)},
        {"iat": FromNow(60)},
        {"preferred_username": None, "upn": USER},
    ],
)
async def test_good_tokens(tier, directory, changed):
    principal = await by_token(tier, directory.token(USER, **changed))
    assert (principal.user_id, principal.is_key) == (USER, False)
    assert principal.object_id == "dddddddd-dddd-4ddd-8ddd-dddddddddddd"


def test_tokens_of_both_versions_are_the_public_clouds():
    audience = Audience(UUID(TENANT), UUID(CLIENT))
    assert audience.issuers == [
        f"https://login.microsoftonline.com/{TENANT}/v2.0",
        f"https://sts.windows.net/{TENANT}/",
    ]
    assert audience.keys_url.startswith(f"https://login.microsoftonline.com/{TENANT}/")


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "00000003-0000-0000-c000-000000000000"},
        {"aud": None},
        {"iss": f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"},
        {"iss": None},
        {"tid": OTHER_TENANT},
        {"tid": None},
        {"tid": [TENANT]},
        {"exp": FromNow(-600)},
        {"exp": FromNow(-121)},
        {"exp": None},
        {"exp": "never"},
        {"nbf": FromNow(600)},
        {"nbf": None},
        {"preferred_username": None},
        {"preferred_username": None, "email": USER},
        {"preferred_username": ["a", "b"]},
        {"preferred_username": f" {USER}"},
        {"preferred_username": f"{USER}\u00a0"},
        {"preferred_username": ""},
        {"aud": []},
        {"aud": [f"api://{CLIENT}/", "other"]},
        {"aud": {CLIENT: 1}},
        {"iat": FromNow(600)},
        # Version 1, of the public cloud: not the directory that these tests ask.
        {"iss": f"https://sts.windows.net/{TENANT}/"},
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0"},
    ],
)
async def test_tokens_with_wrong_or_missing_claims(tier, directory, changed):
    with pytest.raises(UnauthorizedError, match="access token is not valid"):
        await by_token(tier, directory.token(USER, **changed))


def unsigned(directory, **header):
    parts = ({"alg": "none", "typ": "JWT", "kid": "k1", **header}, directory.claims(USER))
    texts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*texts, ""])


def part(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def with_unknown_extension(directory):
    headers = {"kid": "k1", "crit": ["exp"], "exp": 1}
    return jwt.encode(directory.claims(USER), directory.keys["k1"], "RS256", headers)


def with_hmac_of_the_public_key(directory):
    # By hand: the library refuses to make such a token.
    head, payload, _ = unsigned(directory, alg="HS256").split(".")
    secret = directory.key_set()
    signature = hmac.new(secret, f"{head}.{payload}".encode(), "sha256").digest()
    return f"{head}.{payload}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def foreign_key(directory):
    return jwt.encode(directory.claims(USER), new_key(), algorithm="RS256", headers={"kid": "k1"})


def other_algorithm(directory):
    key = directory.keys["k1"]
    return jwt.encode(directory.claims(USER), key, algorithm="PS256", headers={"kid": "k1"})


def without_key_id(directory):
    return jwt.encode(directory.claims(USER), directory.keys["k1"], algorithm="RS256")


def changed_payload(directory):
    head, _, signature = directory.token(USER).split(".")
    other = directory.token("admin@ringfence.example").split(".")[1]
    return f"{head}.{other}.{signature}"


FORGERIES = {
    "alg none": unsigned,
    "alg None": lambda d: unsigned(d, alg="None"),
    "alg missing": lambda d: unsigned(d, alg=None),
    "HS256 of the public key": with_hmac_of_the_public_key,
    "foreign key, known id": foreign_key,
    "PS256": other_algorithm,
    "no key id": without_key_id,
    "payload exchanged": changed_payload,
    "nothing": lambda _: "",
    "one part": lambda _: "abc",
    "three dots": lambda _: "...",
    "twice": lambda d: f"{d.token(USER)}, Bearer {d.token(USER)}",
    "not ASCII": lambda d: d.token(USER) + "\ud800",
    "nested header": lambda _: f"{part(b'[' * 9000 + b']' * 9000)}.e30.AA",
    "header of a list": lambda _: f"{part(b'[]')}.e30.AA",
    "key id a number": lambda d: unsigned(d, alg="RS256", kid=5),
    "key id a list": lambda d: unsigned(d, alg="RS256", kid=["k1"]),
    "algorithm a list": lambda d: unsigned(d, alg=["RS256"]),
    "lower case algorithm": lambda d: unsigned(d, alg="rs256"),
    "its own key": lambda d: unsigned(d, alg="RS256", jwk=d.public("k1"), jku=d.authority),
    "detached payload": lambda d: unsigned(d, alg="RS256", b64=False, crit=["b64"]),
    "unknown extension": with_unknown_extension,
    "huge": lambda d: d.token(USER) + "A" * 20_000,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
async def test_forged_tokens(tier, directory, forge, caplog):
    with pytest.raises(UnauthorizedError, match="access token is not valid"):
        await by_token(tier, forge(directory))
    assert USER not in caplog.text


async def test_other_schemes_are_not_this_tiers():
    tier = BearerTier(Audience(UUID(TENANT), UUID(CLIENT)), SigningKeys("http://127.0.0.1:9/"))
    assert await tier.authenticate(request()) is None
    assert await by_token(tier, "dXNlcjpwYXNz", scheme="Basic") is None


async def test_short_keys_are_not_accepted(tier, directory):
    directory.keys["short"] = new_key(1024)
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        token = directory.token(USER, kid="short")
    with pytest.raises(UnauthorizedError):
        await by_token(tier, token)


async def test_keys_are_fetched_once_for_many_requests_at_a_time(tier, directory):
    token = directory.token(USER)
    await asyncio.gather(*(by_token(tier, token) for _ in range(20)))
    assert directory.fetches == 1


async def test_a_rotated_key_is_picked_up(tier, directory, monkeypatch):
    await by_token(tier, directory.token(USER))
    directory.keys["k2"] = new_key()
    monkeypatch.setattr(signing_keys, "_RETRY_SECONDS", 0)
    await by_token(tier, directory.token(USER, kid="k2"))
    del directory.keys["k1"]
    await by_token(tier, directory.token(USER, kid="k2"))


async def test_a_withdrawn_key_is_forgotten_with_the_next_refresh(tier, directory, monkeypatch):
    token = directory.token(USER)
    await by_token(tier, token)
    directory.keys = {"k2": new_key()}
    await by_token(tier, token)
    monkeypatch.setattr(signing_keys, "_FRESH_SECONDS", 0)
    monkeypatch.setattr(signing_keys, "_RETRY_SECONDS", 0)
    with pytest.raises(UnauthorizedError):
        await by_token(tier, token)


async def test_unknown_key_ids_do_not_make_the_engine_fetch_again_and_again(tier, directory):
    await by_token(tier, directory.token(USER))
    for number in range(50):
        token = jwt.encode(
            directory.claims(USER),
            directory.keys["k1"],
            algorithm="RS256",
            headers={"kid": f"made-up-{number}"},
        )
        with pytest.raises(UnauthorizedError):
            await by_token(tier, token)
    assert directory.fetches == 1


@pytest.mark.parametrize("fault", ["down", "text", "huge"])
async def test_a_directory_that_fails_is_no_reason_to_let_anyone_in(tier, directory, fault):
    directory.fault = fault
    token = directory.token(USER)
    for _ in range(5):
        with pytest.raises(ServiceUnavailableError):
            await by_token(tier, token)
    assert directory.fetches == 1


async def test_known_keys_outlive_a_directory_that_is_down(tier, directory, monkeypatch):
    token = directory.token(USER)
    await by_token(tier, token)
    directory.fault = "down"
    monkeypatch.setattr(signing_keys, "_FRESH_SECONDS", 0)
    monkeypatch.setattr(signing_keys, "_RETRY_SECONDS", 0)
    assert (await by_token(tier, token)).user_id == USER
    monkeypatch.setattr(signing_keys, "_STALE_SECONDS", 0)
    with pytest.raises(ServiceUnavailableError):
        await by_token(tier, token)


async def test_keys_of_other_kinds_are_left_out(tier, directory):
    directory.key_set = lambda: json.dumps(
        {
            "keys": [
                {"kty": "EC", "kid": "ec"},
                {**directory.public("k1"), "use": "enc", "kid": "enc"},
                {"kty": "RSA", "kid": "broken", "n": "AQAB"},
                {"kty": "RSA", "kid": "odd", "n": 5, "e": "AQAB"},
                {"kty": "RSA", "kid": "letters", "n": "\u00e9", "e": "AQAB"},
                {**directory.public("k1"), "kid": ["k1"]},
                "text",
                directory.public("k1"),
            ]
        }
    ).encode()
    assert (await by_token(tier, directory.token(USER))).user_id == USER


async def test_who_has_a_known_key_does_not_wait_for_a_slow_directory(tier, directory, monkeypatch):
    token = directory.token(USER)
    await by_token(tier, token)
    monkeypatch.setattr(signing_keys, "_FRESH_SECONDS", 0)
    monkeypatch.setattr(signing_keys, "_RETRY_SECONDS", 0)
    directory.gate.clear()
    first = asyncio.create_task(by_token(tier, token))
    while directory.fetches < 2:
        await asyncio.sleep(0.01)
    await asyncio.wait_for(by_token(tier, token), 5)
    assert not first.done()
    directory.gate.set()
    await first
