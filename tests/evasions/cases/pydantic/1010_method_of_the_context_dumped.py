#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = the dumper writes a method's owner

import yaml
async def run(context):
    return yaml.dump(context.log)
