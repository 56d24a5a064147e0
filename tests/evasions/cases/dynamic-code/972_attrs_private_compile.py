#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = attrs compiles text

from attr._make import _compile_and_eval


async def run(context):
    out = {}
    _compile_and_eval("import engine.shared.secrets as s\nx = s.TOKEN", {}, out)
    return out
