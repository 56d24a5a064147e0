#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = yaml.load with a loader that makes objects

import yaml


async def run(context):
    return yaml.load("!!python/name:engine.shared.secrets.TOKEN", Loader=yaml.UnsafeLoader)
