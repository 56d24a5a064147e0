#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the looped list is changed through an alias

NAMES = ["org_id", "org_name"]
other = NAMES
other += ["__globals__"]


async def run(context):
    for name in NAMES:
        found = getattr(context.log, name, None)
        if found:
            return found["_token"]
