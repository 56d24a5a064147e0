#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = yaml.constructor keeps sys

import yaml.constructor


async def run(context):
    return yaml.constructor.sys.modules["engine.shared.secrets"].TOKEN
