"""In-memory values that live from one execution to the next, kept apart per organization."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any, Final

from engine.shared.hidden import Closed, Slot, slot_name
from engine.shared.values import exact

MAX_ENTRIES: Final = 1000
DEFAULT_TTL_SECONDS: Final = 300.0


class CacheStore:
    """Values of one organization, the least recently used dropped first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    def get(self, key: str, default: Any) -> Any:
        """Return the value, or ``default`` when it is missing or expired."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return default
            expires, value = entry
            if time.monotonic() >= expires:
                del self._entries[key]
                return default
            self._entries.move_to_end(key)
            return value

    def set(self, key: str, value: Any, ttl_seconds: float) -> None:
        """Keep ``value`` for ``ttl_seconds``."""
        with self._lock:
            self._entries[key] = (time.monotonic() + ttl_seconds, value)
            self._entries.move_to_end(key)
            while len(self._entries) > MAX_ENTRIES:
                self._entries.popitem(last=False)

    def delete(self, key: str) -> None:
        """Forget ``key``; a missing one is no error."""
        with self._lock:
            self._entries.pop(key, None)


class CacheStores:
    """One store per organization, made at first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stores: dict[str | None, CacheStore] = {}

    def of(self, org_id: str | None) -> CacheStore:
        """Return the store of one organization; None is work that belongs to no organization."""
        with self._lock:
            return self._stores.setdefault(org_id, CacheStore())


class ContextCache(metaclass=Closed):
    """``context.cache``: values shared by the executions of one organization in this process.

    A value may vanish at any time: keep only what can be fetched again. It serves the execution
    it was given to; afterwards every method raises RuntimeError.
    """

    __slots__ = (slot_name(),)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value kept under ``key``, or ``default``."""
        return _store(self).get(_checked(key), default)

    def set(self, key: str, value: Any, ttl_seconds: float = DEFAULT_TTL_SECONDS) -> None:
        """Keep ``value`` under ``key`` for ``ttl_seconds``."""
        if isinstance(ttl_seconds, bool) or not ttl_seconds > 0:
            raise ValueError(f"ttl_seconds must be a positive number, not {ttl_seconds!r}")
        _store(self).set(_checked(key), value, float(ttl_seconds))

    def delete(self, key: str) -> None:
        """Forget ``key``; a missing one is no error."""
        _store(self).delete(_checked(key))


_STORES: Final[Slot[CacheStore | None]] = Slot(ContextCache)


def open_cache(store: CacheStore) -> ContextCache:
    """Return the workflow's view of ``store``."""
    cache = ContextCache()
    _STORES.put(cache, store)
    return cache


def close_cache(cache: ContextCache) -> None:
    """End the view: an object kept beyond its execution leads nowhere."""
    _STORES.put(cache, None)


def _store(cache: ContextCache) -> CacheStore:
    store = _STORES.get(cache)
    if store is None:
        raise RuntimeError("the execution has ended: its cache is closed")
    return store


def _checked(key: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a cache key must be a str, not {type(key).__name__}")
    # A subclass of str would run its own code under the store's lock.
    return exact(key)
