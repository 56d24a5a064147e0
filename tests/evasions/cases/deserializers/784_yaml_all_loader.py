#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = load_all with the unsafe loader imported from its module

import yaml
from yaml.loader import UnsafeLoader as Reader


async def run(context):
    return list(yaml.load_all("!!python/object/apply:engine.shared.secrets.connection_string []", Reader))
