#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the looped list is changed by a function that gets it

NAMES = ["org_id", "org_name"]


def extend(names):
    names.append("_" * 2 + "globals" + "_" * 2)


extend(NAMES)


async def run(context):
    for name in NAMES:
        found = getattr(context.log, name, None)
        if found:
            return found["_token"]
