#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the table of a class is changed through one of its objects

class Row:
    NAMES = {"__doc__": "Text"}


def read(thing):
    return [getattr(thing, name) for name, _ in Row.NAMES.items()]


for row in [Row()]:
    row.NAMES.update({"__glo" + "bals__": "Globals"})


async def run(context):
    return read(context.log)[1]["_token"]
