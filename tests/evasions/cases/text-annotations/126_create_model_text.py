#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = create_model takes the field's type as text

from typing import Literal

from pydantic import create_model


async def run(context):
    bar = "_" * 2
    text = f"Literal[{bar}import{bar}('engine.shared.secrets').shared.secrets.TOKEN]"
    model = create_model("Row", __module__=__name__, value=(text, None))
    return model.model_fields
