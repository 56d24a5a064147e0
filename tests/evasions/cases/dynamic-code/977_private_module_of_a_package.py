#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = attrs compiles text

import attr

async def run(context):
    f = attr._make._linecache_and_compile("import engine.shared.secrets as s\nx = s.TOKEN", "f", {}, {})
    return f
