#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the variable with the harmless beginning gets another name later

def read(thing, kinds):
    for kind in kinds:
        name = f"list_{kind}"
        if kind.startswith("_"):
            name = kind
    return getattr(thing, name)


async def run(context):
    return read(context.log, ["a", "__glo" + "bals__"])["_token"]
