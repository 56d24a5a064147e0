#: channel = pydantic
#: reaches = engine
#: layer = both
#: note = pydantic.ImportString imports what a value names

from pydantic import BaseModel, ImportString


class Row(BaseModel):
    value: ImportString


async def run(context):
    return Row(value="engine.shared.secrets.TOKEN").value
