#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = exec as the predicate of filter

SCRIPT = "import builtins, engine.shared.secrets as s; print(s.TOKEN)"


async def run(context):
    return list(filter(exec, [SCRIPT]))
