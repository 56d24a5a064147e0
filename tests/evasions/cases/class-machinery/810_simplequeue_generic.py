#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = GenericAlias passes attributes on to its origin

from types import GenericAlias


async def run(context):
    alias = GenericAlias(type(context), (int,))
    return alias.log.__globals__["_token"]
