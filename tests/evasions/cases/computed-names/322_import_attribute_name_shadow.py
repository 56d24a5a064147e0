#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a local function named getattr is not the one that is called

def outer():
    def getattr(thing, name):
        return None

    return getattr


async def run(context):
    name = "__glo" + "bals__"
    name = name.strip("")
    return getattr(context.log, name.casefold())["_token"]
