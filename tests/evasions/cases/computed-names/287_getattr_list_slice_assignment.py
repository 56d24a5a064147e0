#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a slice assignment swaps the looped names

async def run(context):
    names = ["org_id", "org_name"]
    names[:] = ["__globals" + "__"]
    for name in names:
        return getattr(context.log, name)["_token"]
