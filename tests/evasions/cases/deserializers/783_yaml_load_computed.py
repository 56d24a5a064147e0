#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = the loader's name is computed

import yaml

from engine.sdk import public_attr


async def run(context):
    return yaml.load("!!python/name:engine.shared.secrets.TOKEN ''", getattr(yaml, "Un" + "safe" + "Loader"))
