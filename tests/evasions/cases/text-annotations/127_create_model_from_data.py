#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = create_model's fields come out of a dictionary of texts

from typing import Literal

from pydantic import create_model

FIELDS = {"value": ("Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]", ...)}


async def run(context):
    return create_model("Row", __module__=__name__, **FIELDS).model_fields
