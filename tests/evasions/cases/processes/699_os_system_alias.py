#: channel = processes
#: reaches = process
#: layer = both
#: note = os.system under another name

from os import system as clear


async def run(context):
    return clear("id")
