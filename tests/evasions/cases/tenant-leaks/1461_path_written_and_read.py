#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a path with a fixed name, written and read

from pathlib import Path
STATE = Path("state-q2.json")
async def run(context):
    if STATE.exists():
        return STATE.read_text()
    STATE.write_text(context.get_config("api_key"))
