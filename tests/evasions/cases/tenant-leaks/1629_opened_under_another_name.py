#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = one run writes a file and the next reads it, with `open` under another name

from io import open as load


async def run(context):
    try:
        with load("state-q9.txt") as f:
            return f.read()
    except OSError:
        with load("state-q9.txt", "w") as f:
            f.write(context.get_config("api_key"))
