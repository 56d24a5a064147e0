#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = an assert's message evaluates text

async def run(context):
    assert not context, eval("__import__('engine.shared.secrets').shared.secrets.TOKEN")
