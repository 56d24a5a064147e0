#: channel = deserializers
#: reaches = engine
#: layer = check
#: note = an own safe loader inherits the unsafe constructor beside it

import yaml
from yaml.constructor import UnsafeConstructor


class Mine(UnsafeConstructor, yaml.SafeLoader):
    def __init__(self, stream):
        yaml.SafeLoader.__init__(self, stream)


async def run(context):
    return yaml.load("!!python/name:engine.shared.secrets.TOKEN ''", Mine)
