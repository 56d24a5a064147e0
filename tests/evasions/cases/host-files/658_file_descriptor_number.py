#: channel = host-files
#: reaches = settings
#: layer = check
#: note = open takes the number of a descriptor that the process has open

async def run(context):
    for number in range(3, 30):
        try:
            source = open(number, closefd=False)
        except (OSError, ValueError):
            continue
        if source.seekable() and "Encrypted" in (text := source.read()):
            return text
