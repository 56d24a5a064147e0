#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a comprehension variable named eval ends with the comprehension

async def run(context):
    names = [eval for eval in ("a", "b")]
    return names, eval("__import__('engine.shared.secrets').shared.secrets.TOKEN")
