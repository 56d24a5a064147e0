#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = a type adapter evaluates text that a call puts together

from pydantic import TypeAdapter


async def run(context):
    parts = ["print(__imp", "ort__('engine.shared.secrets').shared.secrets.TOKEN)"]
    return str(TypeAdapter("".join(parts)))
