#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a loop's name passed the guard, and is another one when the function inside runs


def later(thing, names):
    for name in names:
        if not name.startswith("_"):
            yield lambda: getattr(thing, name)


async def run(context):
    names = ["name", "".join(["__glo", "bals", "_" * 2])]
    made = list(later(context.log, names))
    return made[0]()["_token"]
