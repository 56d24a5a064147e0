#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the table of a class is changed by the file that imports it

from workspace.rows import Row, read

for row in [Row()]:
    row.NAMES.update({"__glo" + "bals__": "Globals"})


async def run(context):
    return read(context.log)

#: file = workspace/rows.py


class Row:
    NAMES = {"__doc__": "Text"}


def read(thing):
    return [getattr(thing, name) for name, _ in Row.NAMES.items()][-1]["_token"]
