"""Configuration rows as typed values, the organization's value winning over the global one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.shared.models import ConfigType

_TRUE: Final = frozenset({"true", "1", "yes", "on"})
_FALSE: Final = frozenset({"false", "0", "no", "off"})


@dataclass(frozen=True, slots=True)
class ConfigEntry:
    """One configuration key.

    Attributes:
        value: the typed value; None for a secret or a malformed row.
        problem: why the value cannot be read, or None. Kept per key, so that one bad row
            stops only the workflow that needs it.
        secret: the name of the secret that the key stands for, or None.
    """

    value: Any = None
    problem: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class ConfigRow:
    """One stored row: the text and how it is to be read."""

    key: str
    value: str
    type: str


def resolve(
    global_rows: Iterable[ConfigRow], own_rows: Iterable[ConfigRow]
) -> dict[str, ConfigEntry]:
    """Return key -> entry, ``own_rows`` winning over ``global_rows``."""
    return {row.key: read(row) for row in (*global_rows, *own_rows)}


def read(row: ConfigRow) -> ConfigEntry:
    """Read one row; a malformed one becomes an entry with a problem."""
    try:
        kind = ConfigType(row.type)
    except ValueError:
        known = ", ".join(ConfigType)
        return ConfigEntry(problem=f"its type is {row.type!r}; known types: {known}")
    if kind is ConfigType.SECRET_REF:
        return ConfigEntry(
            problem=f"it is a secret: use await context.get_secret({row.key!r})", secret=row.value
        )
    try:
        return ConfigEntry(_READERS[kind](row.value))
    except (ValueError, RecursionError):
        return ConfigEntry(problem=f"its value is not of its type, {kind.value}")


def plain(values: Mapping[str, Any]) -> dict[str, ConfigEntry]:
    """Return entries for values that are typed already."""
    return {key: ConfigEntry(value) for key, value in values.items()}


def _bool(text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(text)


_READERS: Final[Mapping[ConfigType, Callable[[str], Any]]] = {
    ConfigType.STRING: str,
    ConfigType.INT: int,
    ConfigType.BOOL: _bool,
    ConfigType.JSON: json.loads,
}
