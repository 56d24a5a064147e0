#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is an enum member's value

from enum import Enum


class Names(str, Enum):
    FIELD = "__globals__"


async def run(context):
    return getattr(context.log, Names.FIELD.value)["_token"]
