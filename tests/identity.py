"""A directory of our own: real RSA keys, a real key set over HTTP, real signed tokens."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

TENANT = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
CLIENT = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
OTHER_TENANT = "cccccccc-cccc-4ccc-8ccc-cccccccccccc"


def new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Make a signing key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


# One for the whole run: making keys is slow.
_KEY = cache(new_key)


@dataclass(frozen=True)
class FromNow:
    """A moment as a claim, this many seconds after the token is made: tests may run late."""

    seconds: int


@dataclass
class Issuer:
    """A running key set endpoint and the keys that it publishes, by key id."""

    authority: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"k1": _KEY()})
    fetches: int = 0
    fault: str = ""
    gate: threading.Event = field(default_factory=threading.Event)

    def claims(self, user: str, **changed: Any) -> dict[str, Any]:
        """Claims of a good token; None leaves one out."""
        now = int(time.time())
        claims = {
            "iss": f"{self.authority}/{TENANT}/v2.0",
            "aud": CLIENT,
            "tid": TENANT,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "preferred_username": user,
            "oid": "dddddddd-dddd-4ddd-8ddd-dddddddddddd",
            **changed,
        }
        moments = {
            name: now + value.seconds
            for name, value in claims.items()
            if isinstance(value, FromNow)
        }
        return {name: value for name, value in (claims | moments).items() if value is not None}

    def token(self, user: str, kid: str = "k1", **changed: Any) -> str:
        """A token signed by one of the published keys."""
        return jwt.encode(
            self.claims(user, **changed), self.keys[kid], algorithm="RS256", headers={"kid": kid}
        )

    def key_set(self) -> bytes:
        """What the endpoint answers."""
        return json.dumps({"keys": [self.public(kid) for kid in self.keys]}).encode()

    def public(self, kid: str) -> dict[str, Any]:
        """One published key."""
        document = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[kid].public_key()))
        document.pop("key_ops", None)
        return {**document, "kid": kid, "use": "sig"}


@contextmanager
def issuer() -> Iterator[Issuer]:
    """Run a directory until the end of the block."""
    made = Issuer()
    made.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.fetches += 1
            made.gate.wait(30)
            known = self.path == f"/{TENANT}/discovery/v2.0/keys"
            status = 500 if made.fault == "down" else 200 if known else 404
            body = {"": made.key_set(), "text": b"<html>", "huge": b" " * (2 << 20)}.get(
                made.fault, b""
            )
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.authority = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        made.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


def swa_principal(user: str, **changed: Any) -> str:
    """The header as Static Web Apps writes it."""
    document = {
        "identityProvider": "aad",
        "userId": "0123456789abcdef",
        "userDetails": user,
        "userRoles": ["anonymous", "authenticated"],
        **changed,
    }
    return encoded(document)


def app_service_principal(user: str, *more: tuple[str, str], **changed: Any) -> str:
    """The header as App Service authentication writes it."""
    claims = [("preferred_username", user), ("name", "Somebody"), *more]
    if not any(kind.endswith(("tid", "tenantid")) for kind, _ in more):
        claims.append(("http://schemas.microsoft.com/identity/claims/tenantid", TENANT))
    document = {
        "auth_typ": "aad",
        "name_typ": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "role_typ": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
        "claims": [{"typ": kind, "val": value} for kind, value in claims],
        **changed,
    }
    return encoded(document)


def encoded(document: Any) -> str:
    """A header of JSON in base64."""
    return base64.b64encode(json.dumps(document).encode()).decode()
