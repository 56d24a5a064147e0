#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = the generic's argument is computed

from typing import List, Literal

from pydantic import TypeAdapter


async def run(context):
    bar = context.org_id[3:4].replace("-", "_") * 2
    text = "Literal[%simport%s('engine.shared.secrets').shared.secrets.TOKEN]" % (bar, bar)
    return TypeAdapter(List[text]).json_schema()
