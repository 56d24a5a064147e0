#: channel = attributes
#: reaches = engine
#: layer = check
#: note = the method is kept while inspect.signature gets it

import inspect


async def run(context):
    inspect.signature(kept := type(context).__init__)
    return kept.__globals__["_token"]
