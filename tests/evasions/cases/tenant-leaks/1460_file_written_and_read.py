#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a file with a fixed name, written and read

async def run(context):
    try:
        with open("state-q1.json") as f:
            return f.read()
    except OSError:
        with open("state-q1.json", "w") as f:
            f.write(context.get_config("api_key"))
