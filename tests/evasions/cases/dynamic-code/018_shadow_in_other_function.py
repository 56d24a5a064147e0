#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval is a parameter in one function and the builtin in the next

def plain(eval):
    return eval + 1


def deep(text):
    return eval(text)


async def run(context):
    plain(1)
    return deep("__import__('engine.shared.secrets').shared.secrets.TOKEN")
