#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = mathematical letters that the interpreter folds into eval

async def run(context):
    return 𝖾𝗏𝖺𝗅("__import__('engine.shared.secrets').shared.secrets.TOKEN")
