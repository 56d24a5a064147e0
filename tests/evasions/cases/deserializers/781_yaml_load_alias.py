#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = the loader class comes out of a dictionary

import yaml

LOADERS = {"fast": yaml.Loader}


async def run(context):
    return yaml.load("!!python/object/apply:engine.shared.secrets.connection_string []", LOADERS["fast"])
