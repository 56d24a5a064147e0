from abc import ABC, abstractmethod
from typing import Any, ClassVar, Dict, Type
import json
import xml.etree.ElementTree as ET
from engine.sdk import workflow

class Exporter(ABC):
    registry: ClassVar[Dict[str, Type["Exporter"]]] = {}
    suffix: ClassVar[str] = ""
    content_type = "text/plain"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.suffix:
            Exporter.registry[cls.suffix] = cls

    def __init__(self, **options: Any) -> None:
        self.options = options

    @abstractmethod
    def render(self, rows: list[dict[str, Any]]) -> str: ...

    @classmethod
    def for_suffix(cls, suffix: str, **options: Any) -> "Exporter":
        try:
            return cls.registry[suffix](**options)
        except KeyError:
            raise ValueError(f"no exporter for {suffix!r}; known: {', '.join(sorted(cls.registry))}") from None

class JsonExporter(Exporter):
    suffix = "json"
    content_type = "application/json"
    def render(self, rows):
        return json.dumps(rows, indent=self.options.get("indent", 2), default=str, ensure_ascii=False)

class XmlExporter(Exporter):
    suffix = "xml"
    def render(self, rows):
        root = ET.Element(self.options.get("root", "rows"))
        for row in rows:
            node = ET.SubElement(root, "row")
            for key, value in row.items():
                ET.SubElement(node, key).text = str(value)
        return ET.tostring(root, encoding="unicode")

class MarkdownExporter(Exporter):
    suffix = "md"
    def render(self, rows):
        if not rows:
            return ""
        head = list(rows[0])
        lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        lines += ["| " + " | ".join(str(row.get(h, "")) for h in head) + " |" for row in rows]
        return "\n".join(lines)

@workflow(name="export_rows", description="Export rows")
async def export_rows(context, rows, suffix="json", **options):
    exporter = Exporter.for_suffix(suffix, **options)
    return {"contentType": exporter.content_type, "body": exporter.render(rows)}
