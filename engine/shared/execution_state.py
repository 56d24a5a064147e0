"""What one execution may use and what it has recorded, kept beside its context, never on it.

The context that a workflow holds has no attribute that leads here; the engine looks the state
up by the context's identity.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from engine.shared.cache import CacheStore, ContextCache, open_cache

if TYPE_CHECKING:
    from engine.shared.config_values import ConfigEntry
    from engine.shared.context import Caller, Organization, OrganizationContext

SecretReader = Callable[[str], Awaitable[str]]


@dataclass(slots=True)
class ExecutionState:
    """Capabilities and recordings of one execution.

    Attributes:
        config: the organization's resolved configuration, by key.
        read_secret: reads one secret of this organization by its short name.
        cache: the values of this organization alone.
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
    secrets: set[str] = field(default_factory=set)
    cache: ContextCache = field(init=False)
    _scratch: Path | None = None
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.cache = open_cache(self.store)

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
            return self._scratch

    def close(self) -> None:
        """End the execution: remove the scratch directory."""
        with self._lock:
            self._closed = True
            scratch, self._scratch = self._scratch, None
        if scratch is not None:
            # A thread that outlived its time limit may still be writing here.
            shutil.rmtree(scratch, ignore_errors=True)


_STATES: WeakKeyDictionary[OrganizationContext, ExecutionState] = WeakKeyDictionary()


def bind(context: OrganizationContext, state: ExecutionState) -> None:
    """Give ``context`` its state."""
    _STATES[context] = state


def state_of(context: OrganizationContext) -> ExecutionState:
    """Return the state behind ``context``."""
    return _STATES[context]
