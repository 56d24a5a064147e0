#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the parts of the name travel in objects

from dataclasses import dataclass


@dataclass
class Carrier:
    load: str


async def run(context):
    parts = [Carrier(part) for part in ("local", "settings", "json")]
    with open(".".join(part.load for part in parts)) as file:
        return file.read()
