#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = exec passed as a default argument

def apply(text, scope, runner=exec):
    runner(text, scope)
    return scope["found"]


async def run(context):
    return apply("from engine.shared.secrets import TOKEN as found", {})
