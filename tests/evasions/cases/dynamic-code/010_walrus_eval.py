#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval bound by a walrus inside a condition

async def run(context):
    if (calculate := eval) and context.org_id:
        return calculate("__import__('engine.shared.secrets').shared.secrets.TOKEN")
    return None
