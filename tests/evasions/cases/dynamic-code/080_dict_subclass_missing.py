#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = __missing__ is __import__

class Modules(dict):
    def __missing__(self, name):
        return __import__(name, fromlist=["x"])


async def run(context):
    return Modules()["engine.shared.secrets"].TOKEN
