"""What the dev host prints when it serves: routes, and a curl line that works as pasted."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

_SAMPLE_PATH = "api/workflows/user_onboarding"
_SAMPLE_BODY = {
    "first_name": "Jamie",
    "last_name": "Rivera",
    "email": "jamie.rivera@contoso.example",
}
_NO_KEY = "<one of your function keys>"


def routes(served: Iterable[Mapping[str, Any]]) -> str:
    """Return one line per route: methods, path, function name."""
    rows = [(",".join(one["methods"]), one["path"], one["name"]) for one in served]
    wide = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return "\n".join(
        f"  {methods:<{wide[0]}}  {path:<{wide[1]}}  {name}" for methods, path, name in rows
    )


def background(functions: Iterable[Mapping[str, Any]]) -> str:
    """Return one line per function that a queue or a timer calls."""
    return "\n".join(f"  {one['name']}: {one['trigger']}" for one in functions)


def undriven(functions: Iterable[Mapping[str, Any]]) -> str:
    """Return one line per function that nothing drives here; empty when there is none."""
    return "\n".join(
        f"  {one['name']}: {one['trigger']} is not driven by the dev host" for one in functions
    )


def curl(base: str, key: str | None) -> str:
    """Return a shell command that runs the sample workflow for a sample organization."""
    headers = {
        "x-functions-key": key or _NO_KEY,
        "X-Organization-Id": "org-contoso",
        "X-User-Id": "tech@ringfence.example",
        "Content-Type": "application/json",
    }
    lines = [f"curl -sS -X POST {base}/{_SAMPLE_PATH}"]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    lines.append(f"-d {shlex.quote(json.dumps(_SAMPLE_BODY))}")
    return " \\\n    ".join(lines)
