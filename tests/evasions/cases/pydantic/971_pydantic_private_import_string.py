#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = a private pydantic function imports by dotted text

from pydantic._internal._validators import import_string


async def run(context):
    return import_string("engine.shared.secrets.TOKEN")
