#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = the dumper writes an object's private state

import yaml
async def run(context):
    return yaml.dump(context)
