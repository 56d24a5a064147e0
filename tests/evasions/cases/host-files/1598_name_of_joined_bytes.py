#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path of bytes joined

async def run(context):
    with open(b".".join([b"local", b"settings", b"json"])) as f:
        return f.read()
