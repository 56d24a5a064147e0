#: channel = mutation
#: reaches = change engine.shared.error_handling
#: layer = check
#: note = an exception's base class by type() of a caught error

from engine.sdk import ValidationError


async def run(context):
    try:
        raise ValidationError("x")
    except ValidationError as error:
        type(error).__str__ = lambda self: "nothing"
