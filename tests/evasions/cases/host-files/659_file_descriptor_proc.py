#: channel = host-files
#: reaches = settings
#: layer = both
#: note = the process's open files by their links

import os


async def run(context):
    found = []
    for number in range(3, 30):
        link = f"/proc/self/fd/{number}"
        if os.path.exists(link) and os.readlink(link).endswith("settings.json"):
            found.append(open(link).read())
    return found
