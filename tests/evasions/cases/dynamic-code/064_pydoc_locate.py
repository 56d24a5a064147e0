#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = pydoc locates objects by dotted text

import pydoc


async def run(context):
    return pydoc.locate("engine.shared.secrets.TOKEN")
