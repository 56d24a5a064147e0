#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = a helper hands a part of the context to yaml

import yaml


def applied(function, values):
    return function(*values)


async def run(context):
    return applied(yaml.dump, [context.log])
