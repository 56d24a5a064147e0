from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import auto, Flag, IntEnum, StrEnum
from typing import Protocol, runtime_checkable, Self

from engine.sdk import OrganizationContext, workflow, param, data_provider


class Reason(StrEnum):
    DISABLED = auto()
    UNUSED = auto()
    DUPLICATE = auto()

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


class Level(IntEnum):
    REPORT = 0
    REMOVE = 1


class Option(Flag):
    NONE = 0
    GUESTS = auto()
    SHARED = auto()
    ALL = GUESTS | SHARED


@runtime_checkable
class Check(Protocol):
    def __call__(self, user: Mapping[str, object]) -> Reason | None: ...


@dataclass
class Result:
    removed: dict[str, list[str]] = field(default_factory=dict)
    kept: int = 0

    def add(self, upn: str, reasons: Sequence[Reason]) -> Self:
        if reasons:
            self.removed.setdefault(upn, []).extend(r.value for r in reasons)
        else:
            self.kept += 1
        return self


def disabled(user) -> Reason | None:
    return Reason.DISABLED if not user.get("accountEnabled", True) else None


def unused(days: int) -> Check:
    def check(user) -> Reason | None:
        return Reason.UNUSED if user.get("idleDays", 0) > days else None

    check.__name__ = f"unused_{days}"
    return check


def checks(days: int, options: Option) -> list[Check]:
    found: list[Check] = [disabled, unused(days)]
    if Option.SHARED in options:
        found.append(lambda user: Reason.DUPLICATE if user.get("type") == "shared" else None)
    return found


@data_provider("license_levels", "What to do with unused licences")
async def license_levels(context: OrganizationContext) -> list[dict]:
    return [{"label": level.name.title(), "value": level.value} for level in Level]


@workflow(name="license_cleanup", description="Remove licences that nobody uses")
@param("days", "int", default_value=60)
@param("level", "int", data_provider="license_levels", default_value=0)
async def license_cleanup(context: OrganizationContext, days: int = 60, level: int = 0) -> dict:
    options = Option.ALL if context.get_config("aggressive", False) else Option.GUESTS
    result = Result()
    for user in context.get_variable("users", []):
        reasons = [reason for check in checks(days, options) if (reason := check(user)) is not None]
        result.add(user["upn"], reasons)
    match Level(level):
        case Level.REMOVE:
            context.log("warning", "licences removed", {"count": len(result.removed)})
        case Level.REPORT:
            pass
    return {"removed": result.removed, "kept": result.kept, "checks": [c.__name__ for c in checks(days, options)]}
