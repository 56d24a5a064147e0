#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = ABCMeta makes the lying string class

from abc import ABCMeta
Name = ABCMeta("Name", (str,), {"startswith": lambda self, prefix: False})


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("".join(["__glo", "bals", context.org_id[:0], "__"])))["_token"]
