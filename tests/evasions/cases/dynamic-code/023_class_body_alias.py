#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a class attribute holds __import__ as a static method

class Loader:
    fetch = staticmethod(__import__)


async def run(context):
    return Loader.fetch("engine.shared.secrets", fromlist=["x"]).TOKEN
