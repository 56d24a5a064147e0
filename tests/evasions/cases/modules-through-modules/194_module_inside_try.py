#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the import stands in a try with a fallback, as optional dependencies do

try:
    import orjson as js
except ImportError:
    import json as js


async def run(context):
    return js.codecs.sys.modules["engine.shared.secrets"].TOKEN
