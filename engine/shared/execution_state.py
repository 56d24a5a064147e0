"""What one execution may use and what it has recorded, behind its context, never on it.

The context that a workflow holds has no attribute that leads here; see `engine.shared.hidden`.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import finalize

from engine.shared.cache import CacheStore, ContextCache, close_cache, open_cache
from engine.shared.integration_calls import CallLog

if TYPE_CHECKING:
    from engine.shared.config_values import ConfigEntry
    from engine.shared.context import Caller, Organization

SecretReader = Callable[[str], Awaitable[str]]


# No repr: it would print configuration into whatever log prints a frame's variables.
@dataclass(slots=True, weakref_slot=True, repr=False, eq=False)
class ExecutionState:
    """Capabilities and recordings of one execution.

    Attributes:
        config: the organization's resolved configuration, by key.
        read_secret: reads one secret of this organization by its short name.
        cache: the values of this organization alone.
        calls: what it has asked of other systems.
        secrets: secret texts handed out, so that they can be redacted from the records.
    """

    execution_id: str
    organization: Organization | None
    caller: Caller
    config: Mapping[str, ConfigEntry]
    read_secret: SecretReader
    store: CacheStore
    variables: dict[str, Any] = field(default_factory=dict)
    logs: list[dict[str, Any]] = field(default_factory=list)
    checkpoints: list[dict[str, Any]] = field(default_factory=list)
    calls: CallLog = field(default_factory=CallLog)
    secrets: set[str] = field(default_factory=set)
    cache: ContextCache = field(init=False)
    _scratch: Path | None = None
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.cache = open_cache(self.store)

    def use(self) -> Self:
        """Return this state, for its capabilities.

        Raises:
            RuntimeError: the execution has ended. Whoever still holds its context, a forgotten
                thread or another client's execution, gets nothing more out of it.
        """
        if self._closed:
            raise RuntimeError("the execution has ended: its context can no longer be used")
        return self

    def scratch(self) -> Path:
        """Return the execution's own directory, made at first use.

        Raises:
            RuntimeError: the execution has ended.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the execution has ended: its scratch directory is gone")
            if self._scratch is None:
                self._scratch = Path(tempfile.mkdtemp(prefix="ringfence-"))
                # For a context that is dropped and not closed, as in a workflow's unit tests.
                finalize(self, _remove, self._scratch)
            return self._scratch

    def close(self) -> None:
        """End the execution: remove the scratch directory and close the cache."""
        with self._lock:
            self._closed = True
            scratch, self._scratch = self._scratch, None
        close_cache(self.cache)
        if scratch is not None:
            _remove(scratch)


def _remove(scratch: Path) -> None:
    # A thread that outlived its time limit may still be writing here.
    shutil.rmtree(scratch, ignore_errors=True)
