#: channel = format-templates
#: reaches = engine
#: layer = both
#: note = get_field gives the object itself

from string import Formatter


async def run(context):
    found, _ = Formatter().get_field("0.log.__globals__", [context], {})
    return found["_token"]
