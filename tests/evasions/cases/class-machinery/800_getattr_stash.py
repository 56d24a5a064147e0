#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = a class's __getattr__ looks the name up in a stolen namespace

class Space:
    def __getattr__(self, name):
        return __builtins__["__import__"]("engine.shared.secrets", fromlist=["x"]).__dict__[name]


async def run(context):
    return Space().TOKEN
