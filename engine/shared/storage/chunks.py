"""Long texts spread over the properties of a row and, beyond that, over further rows.

A property holds at most 64 KiB and a row 1 MiB, both counted in UTF-16. Nothing is ever cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.shared.storage.tables import Partition
from engine.shared.storage.together import together

# Of ASCII characters, two bytes each in UTF-16.
PROPERTY_CHARACTERS: Final = 32_000
ROW_CHARACTERS: Final = 400_000
# Sorts after every row key that starts with a digit, so listing records never meets a part.
OVERFLOW_PREFIX: Final = "part:"
# Large rows written side by side.
_AT_ONCE: Final = 4


@dataclass(frozen=True)
class Packed:
    """Texts laid out for storage.

    Attributes:
        properties: of the row itself.
        overflow: suffix of a further row's key -> its properties.
    """

    properties: dict[str, Any]
    overflow: dict[str, dict[str, Any]]


def pack(texts: Mapping[str, str], room: int = ROW_CHARACTERS) -> Packed:
    """Lay out named ASCII texts: short ones as they are, long ones in numbered pieces.

    ``Result`` becomes ``Result``, or ``Result_0``, ``Result_1`` ... with the count in
    ``ResultChunks``, or, when the row has no room left, further rows with their count in
    ``ResultRows``.

    Args:
        texts: name -> text.
        room: characters that the row may still take.
    """
    properties: dict[str, Any] = {}
    overflow: dict[str, dict[str, Any]] = {}
    for name, text in sorted(texts.items(), key=lambda item: len(item[1])):
        if len(text) <= room:
            room -= len(text)
            properties |= _pieces(name, text)
            continue
        rows = _split(text, ROW_CHARACTERS)
        properties[f"{name}Rows"] = len(rows)
        for number, part in enumerate(rows):
            overflow[f"{name}_{number:04d}"] = _pieces("Part", part)
    return Packed(properties, overflow)


def unpack(name: str, properties: Mapping[str, Any]) -> str | None:
    """Return a text that lies in the row itself; None when it is absent or in further rows."""
    if name in properties:
        return str(properties[name])
    count = properties.get(f"{name}Chunks")
    if count is None:
        return None
    return "".join(properties[f"{name}_{number}"] for number in range(count))


def overflow_key(row_key: str, suffix: str) -> str:
    """Return the row key of a further row."""
    return f"{OVERFLOW_PREFIX}{row_key}_{suffix}"


async def put_all(partition: Partition, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Write further rows, several at a time.

    Raises:
        StorageError: some are not written.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def put(key: str, properties: Mapping[str, Any]) -> None:
        async with gate:
            await partition.put(key, properties)

    await together(*(put(key, properties) for key, properties in rows.items()))


def _pieces(name: str, text: str) -> dict[str, Any]:
    if len(text) <= PROPERTY_CHARACTERS:
        return {name: text}
    pieces = _split(text, PROPERTY_CHARACTERS)
    named: dict[str, Any] = {f"{name}_{number}": piece for number, piece in enumerate(pieces)}
    return {**named, f"{name}Chunks": len(pieces)}


def _split(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]
