"""JSON text that every store and reader takes: ASCII only, no NaN, bounded by Python's own limits.

ASCII, because a lone surrogate in a client's text must not make a record impossible to write.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class NotJsonError(ValueError):
    """A value has no JSON form; the message says where in the value and why."""


def to_json_value(value: Any) -> Any:
    """Return a copy of ``value`` made of JSON types alone.

    Dataclasses and pydantic models become objects; dates, UUIDs, paths and decimals strings;
    tuples and sets lists.

    Raises:
        NotJsonError: a part of it has no JSON form.
    """
    try:
        return _convert(value, "value")
    except RecursionError as error:
        raise NotJsonError("value is nested too deeply or contains itself") from error


def to_json_value_or_note(value: Any) -> Any:
    """Like `to_json_value`, but with a note in place of a value that has no JSON form."""
    try:
        return to_json_value(value)
    except NotJsonError as error:
        return f"<not JSON: {error}>"
    except Exception as error:  # noqa: BLE001 - workspace objects run their own code here
        return f"<not JSON: {type(error).__name__}>"


def exact(text: str) -> str:
    """Return ``text`` as a plain str.

    A subclass of str may answer differently each time it is hashed, compared or formatted, so what
    was checked need not be what is used; its characters are fixed.
    """
    return str.__str__(text)


def storable(text: str) -> str:
    """Return ``text`` with lone surrogates escaped, since no encoder takes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def dump(value: Any) -> str:
    """Return compact ASCII JSON text of JSON values."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _convert(value: Any, where: str) -> Any:
    if isinstance(value, Enum):
        value = value.value
    # Subclasses of the JSON types are narrowed to the types themselves.
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return exact(value)
    if isinstance(value, int | float):
        return _number(value, where)
    return _compound(value, where)


def _number(value: float, where: str) -> int | float:
    if isinstance(value, int):
        return int(value)
    # Converted before it is looked at: a subclass converts itself.
    number = float(value)
    if not math.isfinite(number):
        raise NotJsonError(f"{where} is {number}, which JSON cannot carry")
    return number


def _compound(value: Any, where: str) -> Any:
    if isinstance(value, BaseModel):
        return _convert(value.model_dump(mode="python"), where)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {f.name: _convert(getattr(value, f.name), f"{where}.{f.name}") for f in fields}
    if isinstance(value, Mapping):
        return {
            _key(key, where): _convert(item, f"{where}[{key!r}]") for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_convert(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | PurePath | Decimal):
        return str(value)
    raise NotJsonError(f"{where} is a {type(value).__name__}, which has no JSON form")


def _key(key: Any, where: str) -> str:
    if isinstance(key, Enum):
        key = key.value
    if isinstance(key, str):
        return exact(key)
    if isinstance(key, int | UUID) and not isinstance(key, bool):
        return str(key)
    raise NotJsonError(f"{where} has a key of type {type(key).__name__}; JSON keys are strings")
