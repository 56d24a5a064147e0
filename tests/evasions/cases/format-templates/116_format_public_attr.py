#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = public_attr hands out the format method

from engine.sdk import public_attr


async def run(context):
    return public_attr("{0.log.__globals__[_token]}", "format")(context)
