from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError, computed_field, field_validator, model_validator


class Contract(BaseModel):
    start: date
    end: date
    seats: int = 1

    @field_validator("seats", mode="before")
    @classmethod
    def parse_seats(cls, value: Any) -> Any:
        return value.replace(".", "") if isinstance(value, str) else value

    @model_validator(mode="after")
    def check(self) -> "Contract":
        if self.end < self.start:
            raise ValueError("ends before it starts")
        return self

    @computed_field
    @property
    def days(self) -> int:
        return (self.end - self.start).days


async def run(context, raw=None):
    try:
        return Contract(**(raw or {})).model_dump(mode="json")
    except ValidationError as error:
        return {"errors": error.errors(include_url=False)}
