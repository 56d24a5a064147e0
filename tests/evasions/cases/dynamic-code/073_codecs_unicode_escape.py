#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the text for eval is hidden in escapes; eval itself is the point

async def run(context):
    text = b"\\x5f\\x5fimport\\x5f\\x5f('engine.shared.secrets').shared.secrets.TOKEN"
    return eval(text.decode("unicode_escape"))
