"""Serves HTTP functions as an ASGI application: real `HttpRequest` in, `HttpResponse` out.

Follows the Functions host where it can be observed: an unknown path and a known path with another
method are both an empty 404, repeated query values are joined with commas, an unhandled exception
is an empty 500 and its traceback goes to the log.
"""

from __future__ import annotations

import inspect
import logging
import time
import traceback
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import azure.functions as func
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tools.dev.invocation import InvocationContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from tools.dev.triggers import HttpFunction

# The Functions host's own limit for a request body.
BODY_LIMIT = 104_857_600
_LOG = logging.getLogger("ringfence.dev")


class _BodyTooLargeError(Exception):
    """The request body exceeds `BODY_LIMIT`."""


class FunctionsAdapter:
    """The ASGI application."""

    def __init__(
        self, functions: Sequence[HttpFunction], root: Path, say: Callable[[str], None]
    ) -> None:
        """Serve `functions`, tried in this order; `say` gets one line per request."""
        self._functions = functions
        self._root = root
        self._say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; other protocols are refused by closing them."""
        if scope["type"] != "http":
            return
        started = time.monotonic()
        request = Request(scope, receive)
        name = "no function"
        try:
            response, name = await self._answer(request)
        except _BodyTooLargeError:
            response = Response(status_code=413)
        except ClientDisconnect:
            return
        await response(scope, receive, send)
        # The path only: a query may hold a function key.
        spent = (time.monotonic() - started) * 1000
        self._say(
            f"{request.method} {_raw_path(request)} -> {response.status_code} "
            f"({name}, {spent:.0f} ms)"
        )

    async def _answer(self, request: Request) -> tuple[Response, str]:
        path = _raw_path(request)
        for function in self._functions:
            if request.method not in function.methods:
                continue
            values = function.template.match(path)
            if values is not None:
                return await self._invoke(function, request, values), function.name
        return Response(status_code=404), "no function"

    async def _invoke(
        self, function: HttpFunction, request: Request, route_params: dict[str, str]
    ) -> Response:
        incoming = func.HttpRequest(
            method=request.method,
            url=_url(request),
            headers=_headers(request),
            params=_joined(parse_qsl(request.url.query, keep_blank_values=True), ","),
            route_params=route_params,
            body=await _body(request),
        )
        invocation = str(uuid.uuid4())
        arguments: dict[str, Any] = {function.argument: incoming}
        if function.wants_context:
            arguments["context"] = InvocationContext(invocation, function.name, str(self._root))
        try:
            if inspect.iscoroutinefunction(function.call):
                result = await function.call(**arguments)
            else:
                result = await run_in_threadpool(function.call, **arguments)
            return to_response(result)
        except Exception:  # noqa: BLE001 - the host turns whatever a function raises into a 500
            _LOG.error(
                "function %s (invocation %s) raised:\n%s",
                function.name,
                invocation,
                traceback.format_exc(),
            )
            return Response(status_code=500)


def to_response(result: object) -> Response:
    """Convert what a function returned.

    Raises:
        TypeError: it is nothing that the Functions worker would accept either.
    """
    if result is None:
        return Response(status_code=204)
    if isinstance(result, str):
        return Response(result, media_type="text/plain")
    if not isinstance(result, func.HttpResponse):
        raise TypeError(
            f"an HTTP function must return azure.functions.HttpResponse or str, "
            f"not {type(result).__name__}"
        )
    response = Response(result.get_body(), status_code=result.status_code)
    for name, value in result.headers.items():
        if name.lower() == "content-length":
            continue
        response.headers.append(name, value)
    if "content-type" not in response.headers:
        text = result.mimetype.startswith("text/")
        response.headers["content-type"] = (
            f"{result.mimetype}; charset={result.charset}" if text else result.mimetype
        )
    return response


def _raw_path(request: Request) -> str:
    """Return the path as it was sent, percent-encoded."""
    raw: bytes = request.scope["raw_path"]
    return raw.decode("latin-1")


def _url(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.scheme}://{request.url.netloc}{_raw_path(request)}{query}"


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > BODY_LIMIT:
        raise _BodyTooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise _BodyTooLargeError
    return bytes(body)


def _headers(request: Request) -> dict[str, str]:
    return _joined(request.headers.items(), ", ") | (
        {"cookie": "; ".join(request.headers.getlist("cookie"))}
        if "cookie" in request.headers
        else {}
    )


def _joined(pairs: Any, separator: str) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]}{separator}{value}" if name in joined else value
    return joined
