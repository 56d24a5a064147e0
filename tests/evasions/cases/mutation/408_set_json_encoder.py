#: channel = mutation
#: reaches = change json.JSONEncoder.default
#: layer = check
#: note = the encoder class gets another default

import json


def default(self, value):
    return str(value)


async def run(context):
    json.JSONEncoder.default = default
