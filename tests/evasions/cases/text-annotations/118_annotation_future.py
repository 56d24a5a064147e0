#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = under the future import every annotation is text, and pydantic evaluates it

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class Row(BaseModel):
    value: Literal[__import__("engine.shared.secrets").shared.secrets.TOKEN] | None = None


async def run(context):
    return Row.model_fields
