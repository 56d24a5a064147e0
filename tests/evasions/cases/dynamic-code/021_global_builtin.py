#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a global statement for a name that only builtins has

async def run(context):
    global compile
    code = compile("from engine.shared.secrets import TOKEN", "x", "exec")
    scope = {}
    (lambda: scope)()
    return runner(code, scope)


def runner(code, scope):
    global exec
    exec(code, scope)
    return scope["TOKEN"]
