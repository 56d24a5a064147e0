"""Merge the devices that several products know into one list."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from engine.sdk import OrganizationContext, workflow

SEPARATORS = re.compile(r"[-_:. ]")


@dataclass
class Device:
    serial: str
    names: set[str] = field(default_factory=set)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def absorb(self, source: str, raw: dict[str, Any]) -> None:
        self.names.add(raw.get("name", "?"))
        self.sources[source] = raw

    def __lt__(self, other: "Device") -> bool:
        return self.serial < other.serial


class Inventory:
    def __init__(self) -> None:
        self._by_serial: dict[str, Device] = {}

    def __len__(self) -> int:
        return len(self._by_serial)

    def __iter__(self):
        return iter(sorted(self._by_serial.values()))

    def add(self, source: str, raw: dict[str, Any]) -> None:
        serial = SEPARATORS.sub("", str(raw.get("serial", ""))).upper()
        if not serial or serial in {"NONE", "TOBEFILLEDBYOEM"}:
            return
        self._by_serial.setdefault(serial, Device(serial)).absorb(source, raw)

    def conflicts(self) -> list[Device]:
        return [device for device in self if len(device.names) > 1]


@workflow(name="inventory_merge", description="One list of devices", category="Assets")
def inventory_merge(context: OrganizationContext) -> dict[str, Any]:
    inventory = Inventory()
    lists = {name: context.get_config(f"devices_{name}", []) for name in ("rmm", "av", "mdm")}
    for source, raw in itertools.chain.from_iterable(
        zip(itertools.repeat(source), devices) for source, devices in lists.items()
    ):
        inventory.add(source, raw)
    missing_av = [d.serial for d in inventory if "av" not in d.sources]
    return {
        "devices": len(inventory),
        "conflicts": [{"serial": d.serial, "names": sorted(d.names)} for d in inventory.conflicts()],
        "withoutAntivirus": missing_av,
    }
