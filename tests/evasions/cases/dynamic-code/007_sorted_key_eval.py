#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval as a sort key

async def run(context):
    found = []
    texts = ["(1, found)", "(2, found)"]
    expression = "print(__import__('engine.shared.secrets').shared.secrets.TOKEN) or 1"
    sorted([expression, expression], key=eval)
    return found, texts
