#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval unpacked next to harmless builtins

first, second, third = len, eval, max


async def run(context):
    return second("__import__('engine.shared.secrets').shared.secrets.TOKEN")
