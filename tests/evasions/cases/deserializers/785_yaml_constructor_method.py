#: channel = deserializers
#: reaches = engine
#: layer = check
#: note = the constructor class's own method finds a name

from yaml.constructor import UnsafeConstructor


async def run(context):
    return UnsafeConstructor().find_python_name("engine.shared.secrets.TOKEN", None)
