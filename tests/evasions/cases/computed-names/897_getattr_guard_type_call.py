#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = type() makes the lying string class

Name = type("Name", (str,), {"startswith": lambda self, prefix: False})


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("".join(["__glo", "bals", context.org_id[:0], "__"])))["_token"]
