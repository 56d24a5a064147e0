#: channel = pydantic
#: reaches = engine
#: layer = both
#: note = ImportString by its home module

import pydantic
from pydantic import types as kinds


async def run(context):
    return pydantic.TypeAdapter(kinds.ImportString).validate_python("engine.shared.secrets.TOKEN")
