#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = contextlib.suppress swallows the guard's exception

from contextlib import suppress


def read(thing, name):
    with suppress(ValueError):
        if name.startswith("_"):
            raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
