#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = defaultdict calls builtins as its factory

from collections import defaultdict


async def run(context):
    scopes = defaultdict(globals)
    return scopes["x"]["__builtins__"]["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
