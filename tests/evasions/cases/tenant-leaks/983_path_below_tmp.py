#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a file with a fixed name

from pathlib import Path
async def run(context):
    p = Path("/tmp/cache-x8.txt")
    old = p.read_text() if p.exists() else ""
    p.write_text(context.get_config("api_key"))
    return old
