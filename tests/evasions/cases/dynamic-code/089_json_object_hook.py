#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = json calls eval for every number

import json


async def run(context):
    hook = lambda d, f=eval: f(d["x"])  # noqa: E731
    return json.loads(
        '{"x": "__import__(\'engine.shared.secrets\').shared.secrets.TOKEN"}', object_hook=hook
    )
