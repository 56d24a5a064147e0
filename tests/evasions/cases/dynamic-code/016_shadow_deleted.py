#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the shadowing name is deleted, so the builtin is back

exec = print
del exec


async def run(context):
    scope = {}
    exec("from engine.shared.secrets import TOKEN", scope)
    return scope["TOKEN"]
