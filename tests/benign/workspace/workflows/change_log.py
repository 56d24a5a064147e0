"""Describe what changed between two exports of a configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.sdk import OrganizationContext, ValidationError, param, workflow

MISSING = object()
IGNORED = frozenset({"@odata.etag", "lastModifiedDateTime"})


def changes(old: Any, new: Any, path: str = "$") -> Iterator[dict[str, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            if key not in IGNORED:
                yield from changes(old.get(key, MISSING), new.get(key, MISSING), f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            a = old[index] if index < len(old) else MISSING
            b = new[index] if index < len(new) else MISSING
            yield from changes(a, b, f"{path}[{index}]")
    elif old is MISSING:
        yield {"path": path, "kind": "added", "new": new}
    elif new is MISSING:
        yield {"path": path, "kind": "removed", "old": old}
    elif old != new:
        yield {"path": path, "kind": "changed", "old": old, "new": new}


def summary(found: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for change in found:
        counts[change["kind"]] = counts.get(change["kind"], 0) + 1
    return counts


@workflow(name="change_log", description="What changed in a configuration?", category="Reports")
@param("before", "string", required=True)
@param("after", "string", required=True)
def change_log(context: OrganizationContext, before: str, after: str) -> dict[str, Any]:
    try:
        old, new = (json.loads(text) for text in (before, after))
    except json.JSONDecodeError as error:
        raise ValidationError(f"line {error.lineno}: {error.msg}") from error
    found = list(changes(old, new))
    return {"summary": summary(found), "changes": found[:500]}
