#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = an entry point object loads the object that its text names

from importlib.metadata import EntryPoint


async def run(context):
    return EntryPoint("x", "engine.shared.secrets:TOKEN", "y").load()
