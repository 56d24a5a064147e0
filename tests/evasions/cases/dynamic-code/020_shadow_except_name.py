#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = an except clause unbinds its name afterwards, at module level

try:
    raise ValueError("x")
except ValueError as eval:
    pass


async def run(context):
    return eval("__import__('engine.shared.secrets').shared.secrets.TOKEN")
