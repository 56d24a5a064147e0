"""GET /api/openapi.json for proven callers, and /api/docs, an open page that shows it.

The page holds everything it needs and asks for a key; the document, which says what the clients'
workflows are, is not for everyone.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import azure.functions as func

from engine.shared.middleware import Call, authenticated, json_response
from engine.shared.openapi import build
from engine.shared.routing import http_function
from engine.shared.startup import Engine

_PAGE: Final = Path(__file__).with_name("docs.html")


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the endpoints."""
    page = _PAGE.read_text(encoding="utf-8")
    headers = {
        "Content-Security-Policy": _policy(page),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }

    async def docs(req: func.HttpRequest) -> func.HttpResponse:  # noqa: ARG001 - the binding
        return func.HttpResponse(page, mimetype="text/html", charset="utf-8", headers=headers)

    return (
        http_function("openapi", "openapi.json", "GET", authenticated(engine, document)),
        http_function("docs", "docs", "GET", docs),
    )


async def document(call: Call) -> func.HttpResponse:
    """Answer with the OpenAPI document."""
    return json_response(build(call.state.registry, _version()))


def _policy(page: str) -> str:
    """Return what the page may do: run its own script and style, and ask this engine."""
    script, style = (_hash(page, tag) for tag in ("script", "style"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; connect-src 'self';"
        " img-src data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(page: str, tag: str) -> str:
    text = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _version() -> str:
    try:
        return version("ringfence")
    except PackageNotFoundError:
        # Deployed as files, not as a package.
        return "0"
