"""Data that travels between workflows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any, Optional

from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_validator, model_validator


class Priority(str, Enum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @classmethod
    def _missing_(cls, value: object) -> "Priority":
        return cls.NORMAL

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class License:
    sku: str
    total: int
    used: int = 0
    tags: tuple[str, ...] = field(default_factory=tuple)

    @property
    def free(self) -> int:
        return max(self.total - self.used, 0)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "free": self.free}


class User(BaseModel):
    model_config = ConfigDict(populate_by_name=True, extra="ignore")

    id: str
    mail: Optional[EmailStr] = None
    display_name: str = Field(alias="displayName", min_length=1)
    manager: Optional["User"] = None
    reports: "list[User]" = Field(default_factory=list)
    priority: Priority = Priority.NORMAL

    @field_validator("display_name")
    @classmethod
    def strip(cls, value: str) -> str:
        return value.strip()

    @model_validator(mode="after")
    def check_manager(self) -> "User":
        if self.manager is not None and self.manager.id == self.id:
            raise ValueError("nobody manages themselves")
        return self
