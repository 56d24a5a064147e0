#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the looped list is extended before the loop

NAMES = ["org_id", "org_name"]
NAMES.append("__globals__")


async def run(context):
    for name in NAMES:
        found = getattr(context.log, name, None)
        if found:
            return found["_token"]
