#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = the dumper writes an object's private state

import yaml
def show(x):
    return yaml.dump({"a": [x]}, default_flow_style=False)
async def run(context):
    return show(context)
