#: channel = imports
#: reaches = engine
#: layer = check
#: note = the same rename by a for target

for __package__ in ["engine.shared"]:
    from .secrets import TOKEN


async def run(context):
    return TOKEN
