"""Import assets from whatever the client exports."""

from __future__ import annotations

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

import xmltodict

from engine.sdk import OrganizationContext, ValidationError, param, workflow


class Reader(ABC):
    suffix: ClassVar[str]

    @abstractmethod
    def rows(self, text: str) -> Iterator[dict[str, Any]]: ...

    def read(self, text: str) -> list[dict[str, Any]]:
        return [{k.strip().lower(): v for k, v in row.items()} for row in self.rows(text)]


class CsvReader(Reader):
    suffix = ".csv"

    def rows(self, text: str) -> Iterator[dict[str, Any]]:
        dialect = csv.Sniffer().sniff(text[:1000])
        yield from csv.DictReader(io.StringIO(text), dialect=dialect)


class JsonReader(Reader):
    suffix = ".json"

    def rows(self, text: str) -> Iterator[dict[str, Any]]:
        data = json.loads(text)
        yield from data if isinstance(data, list) else data["assets"]


class XmlReader(Reader):
    suffix = ".xml"

    def rows(self, text: str) -> Iterator[dict[str, Any]]:
        document = xmltodict.parse(text)
        yield from document["assets"]["asset"]


READERS: dict[str, Reader] = {r.suffix: r for r in (CsvReader(), JsonReader(), XmlReader())}


@workflow(name="asset_import", description="Read an asset list", category="Assets")
@param("file_name", "string", required=True)
@param("content", "string", required=True)
def asset_import(context: OrganizationContext, file_name: str, content: str) -> dict[str, Any]:
    suffix = "." + file_name.rpartition(".")[2].lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise ValidationError(f"{suffix} is not supported", {"supported": sorted(READERS)})
    assets = reader.read(content)
    broken = [i for i, a in enumerate(assets, start=2) if not a.get("serial")]
    context.log("info", "Read %d assets" % len(assets), {"broken": broken[:20]})
    return {"assets": len(assets) - len(broken), "broken": broken}
