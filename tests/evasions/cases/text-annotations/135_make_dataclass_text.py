#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = make_dataclass takes types as text and evaluates nothing itself, but pydantic does

from dataclasses import make_dataclass
from typing import Literal

from pydantic import TypeAdapter


async def run(context):
    text = "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]"
    return TypeAdapter(make_dataclass("Row", [("value", text)], namespace={"__module__": __name__})).json_schema()
