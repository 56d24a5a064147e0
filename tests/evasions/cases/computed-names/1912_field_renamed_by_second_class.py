#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a field of a dataclass gets another name when a second class takes it over

from dataclasses import dataclass, fields


@dataclass
class Row:
    name: str


@dataclass
class Other:
    __globals__: object = fields(Row)[0]


def read(thing):
    return [getattr(thing, field.name) for field in fields(Row)]


async def run(context):
    return read(context.log)[0]["_token"]
