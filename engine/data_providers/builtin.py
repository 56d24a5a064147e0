"""Data providers that every engine has: what forms need to know about the platform itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from engine.shared.middleware import Call
from engine.shared.models import DataProviderInfo
from engine.shared.organizations import Organizations

Options = list[dict[str, Any]]


async def workflows(call: Call) -> Options:
    """Return the workflows that forms may offer."""
    return [
        _option(one.options.name, one.options.name, description=one.options.description)
        for one in call.state.registry.workflows.values()
        if one.options.expose_in_forms
    ]


async def organizations(call: Call) -> Options:
    """Return the organizations the caller may choose from: all for a platform admin."""
    known: Organizations = call.services.organizations
    if not call.access.is_admin:
        own = call.access.organization
        return [_option(own.name, own.id)] if own is not None else []
    found = [await known.find(one) for one in await call.services.ids.all(active=True)]
    return [_option(one.name, one.id) for one in found if one is not None]


BUILT_IN: Final[Mapping[str, Callable[[Call], Awaitable[Options]]]] = MappingProxyType(
    {"ringfence.organizations": organizations, "ringfence.workflows": workflows}
)


def infos() -> list[DataProviderInfo]:
    """Describe them as the registry describes others."""
    texts = {name: (one.__doc__ or "").partition(":")[0] for name, one in BUILT_IN.items()}
    return [
        DataProviderInfo(
            name=name,
            description=text.removeprefix("Return ").rstrip("."),
            category="Ringfence",
            cache_ttl_seconds=0,
            parameters=[],
        )
        for name, text in texts.items()
    ]


def _option(label: str, value: str, **metadata: Any) -> dict[str, Any]:
    return {"label": label, "value": value, "metadata": metadata}
