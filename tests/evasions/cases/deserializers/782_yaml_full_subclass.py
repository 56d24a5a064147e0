#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = a subclass of the unsafe loader

import yaml


class Mine(yaml.UnsafeLoader):
    pass


async def run(context):
    return yaml.load("!!python/name:engine.shared.secrets.TOKEN", Mine)
