#: channel = hooks
#: reaches = change yaml
#: layer = check
#: note = a constructor for every safe load of the process

import yaml


async def run(context):
    yaml.SafeLoader.add_constructor("!x", lambda loader, node: None)
