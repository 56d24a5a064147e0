#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = exec handed out by an asynchronous generator

async def tools():
    yield exec


async def run(context):
    scope = {}
    async for tool in tools():
        tool("from engine.shared.secrets import TOKEN", scope)
    return scope["TOKEN"]
