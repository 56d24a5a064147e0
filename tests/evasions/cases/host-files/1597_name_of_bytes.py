#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path of bytes

async def run(context):
    with open(bytes("local.sett", "ascii") + b"ings.json") as f:
        return f.read()
