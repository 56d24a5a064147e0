#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a lambda's default holds eval

calc = lambda text, f=eval: f(text)  # noqa: E731


async def run(context):
    return calc("__import__('engine.shared.secrets').shared.secrets.TOKEN")
