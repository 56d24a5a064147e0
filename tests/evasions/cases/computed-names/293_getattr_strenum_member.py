#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = an enum member is itself the name

from enum import StrEnum, auto


class Names(StrEnum):
    __globals__x = auto()
    FIELD = "__glo" "bals__"


async def run(context):
    return getattr(context.log, Names.FIELD)["_token"]
