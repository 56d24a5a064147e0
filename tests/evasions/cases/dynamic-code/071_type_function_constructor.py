#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the function type is reached by type() of a function

def helper():
    return TOKEN  # noqa: F821


async def run(context):
    make = type(helper)
    return make(helper.__code__, context.log.__func__.__globals__ | {"TOKEN": None})() or (
        context.log.__func__.__globals__
    )
