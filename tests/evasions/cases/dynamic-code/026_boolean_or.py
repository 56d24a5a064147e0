#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the right operand of `or` is exec

async def run(context):
    scope = {}
    (None or exec)("from engine.shared.secrets import TOKEN", scope)
    return scope["TOKEN"]
