#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the name of the file is a choice

async def run(context):
    try:
        with open("state-q1.json" if 1 else None) as file:
            return file.read()
    except OSError:
        with open("state-q1.json", "w") as file:
            file.write(context.get_config("api_key"))
