#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = validate_call evaluates the annotations of a function

from typing import Literal

from pydantic import validate_call


@validate_call
def work(value: "Literal[__import__('engine.shared.secrets').shared.secrets.TOKEN]" = None):
    return value


async def run(context):
    try:
        return work("x")
    except ValueError as error:
        return str(error)
