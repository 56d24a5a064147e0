import asyncio
import time
from typing import Any, Awaitable, Callable

_cache: dict[str, dict[str, tuple[float, Any]]] = {}


async def cached(context, key: str, load: Callable[[], Awaitable[Any]], ttl: float = 300.0):
    """Per organization, for as long as the process lives."""
    entries = _cache.setdefault(context.org_id, {})
    hit = entries.get(key)
    if hit and hit[0] > time.monotonic():
        return hit[1]
    value = await load()
    _cache[context.org_id][key] = (time.monotonic() + ttl, value)
    return value
