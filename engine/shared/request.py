"""The parts of an HTTP request that decide who asks for what, read in one place."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

import azure.functions as func

from engine.shared.api_errors import BadRequestError
from engine.shared.redaction import redact_text

_MAX_TEXT: Final = 256
# Shorter ones are nobody's, and would be found in any address.
_MIN_KEY: Final = 8


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request says about itself; none of it is proven. Absent headers are None."""

    method: str
    path: str
    function_key: str | None
    organization_id: str | None
    user_id: str | None
    remote_address: str
    user_agent: str
    client_principal: str | None = None
    authorization: str | None = None

    def told(self, text: str) -> str:
        """Return a text of the request as the logs may have it: without the key it is made with.

        Of other headers nothing is taken out but what looks secret: their senders choose them, and
        would choose what the audit log is not to show.
        """
        key = self.function_key or ""
        return redact_text(text, [key] if len(key) >= _MIN_KEY else [])


def facts_of(request: func.HttpRequest) -> RequestFacts:
    """Collect the facts of ``request``."""
    headers = request.headers
    key = headers.get("x-functions-key")
    facts = RequestFacts(
        method=request.method,
        # Without the query: it may hold the function key.
        path=urlsplit(request.url).path,
        # A header that is present wins, even an empty one: it must not fall through to the query.
        function_key=key if key is not None else request.params.get("code"),
        organization_id=headers.get("x-organization-id"),
        user_id=headers.get("x-user-id"),
        remote_address=_remote_address(headers.get("x-forwarded-for")),
        user_agent=headers.get("user-agent") or "",
        client_principal=headers.get("x-ms-client-principal"),
        authorization=headers.get("authorization"),
    )
    # What is only ever logged: cleaned before it is cut, or the beginning of a key would remain.
    return replace(
        facts,
        path=facts.told(facts.path)[:_MAX_TEXT],
        remote_address=facts.told(facts.remote_address)[:_MAX_TEXT],
        user_agent=facts.told(facts.user_agent)[:_MAX_TEXT],
    )


def read_object(body: bytes) -> dict[str, Any]:
    """Parse a request body as one JSON object; an empty body is an empty object.

    Raises:
        BadRequestError: it is not strict JSON, repeats a key, or is not an object.
    """
    if not body.strip():
        return {}
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise BadRequestError("the request body is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadRequestError(f"the request body is not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise BadRequestError("the request body is nested too deeply") from None
    except ValueError as error:
        raise BadRequestError(f"the request body is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise BadRequestError("the request body must be a JSON object of parameters")
    return document


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise BadRequestError(f"the request body has the key {key!r} twice")
        document[key] = value
    return document


def _no_constant(name: str) -> Any:
    raise BadRequestError(f"the request body is not JSON: {name} is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadRequestError("the request body is not JSON: a number is too large")
    return number


def _remote_address(forwarded: str | None) -> str:
    # The last entry is the one the platform itself appended; earlier ones are the caller's words.
    return (forwarded or "").rpartition(",")[2].strip()
