#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a function's code object is replaced with other constants and names

def helper():
    from engine.sdk import workflow

    return workflow


async def run(context):
    code = helper.__code__
    helper.__code__ = code.replace(
        co_names=("engine.shared.secrets", "TOKEN"), co_consts=(None, 0, ("TOKEN",))
    )
    return helper()
