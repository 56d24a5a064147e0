#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = yaml.unsafe_load calls what a tag names

import yaml


async def run(context):
    return yaml.unsafe_load("!!python/object/apply:engine.shared.secrets.connection_string []")
