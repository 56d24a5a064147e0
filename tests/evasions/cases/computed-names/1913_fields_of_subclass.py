#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the subclass of a dataclass has fields of its own, and its objects stand in for others

from dataclasses import dataclass, fields


@dataclass
class Row:
    thing: object

    def values(self):
        return [getattr(self, field.name) for field in fields(self)]


@dataclass(init=False)
class Other(Row):
    __globals__: object

    def __init__(self, thing):
        self.thing = thing

    def __getattr__(self, name):
        return getattr(self.thing, name)


async def run(context):
    return Row.values(Other(context.log))[1]["_token"]
