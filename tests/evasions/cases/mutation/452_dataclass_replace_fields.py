#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = dataclasses.fields hands out the shared Field objects

from dataclasses import fields

from engine.sdk import Organization


async def run(context):
    fields(Organization)[0].metadata = None
    vars(Organization)["__dataclass_fields__"].clear()
