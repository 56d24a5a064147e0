#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a module-level binding of eval below hides the builtin from a careless reader only

async def run(context):
    return TOKEN


TOKEN = eval("__import__('engine.shared.secrets').shared.secrets.TOKEN")
if not TOKEN:

    def eval(text):
        return text
