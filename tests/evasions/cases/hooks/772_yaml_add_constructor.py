#: channel = hooks
#: reaches = change yaml
#: layer = check
#: note = the module's function does the same

import yaml


async def run(context):
    yaml.add_constructor("!x", lambda loader, node: None, Loader=yaml.SafeLoader)
