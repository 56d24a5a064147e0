#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the inner list of a written table is filled before the loop that reads its rows

FIELDS = {"log": ["name"]}
FIELDS["log"].append("".join(["__glo", "bals", "_" * 2]))


def read(thing):
    found = []
    for _, names in FIELDS.items():
        for name in names[1:]:
            found.append(getattr(thing, name)["_token"])
    return found


async def run(context):
    return read(context.log)
