#: channel = imports
#: reaches = engine
#: layer = both
#: note = the door as a module, then further

import engine.sdk as sdk


async def run(context):
    return sdk.context._token if hasattr(sdk, "context") else sdk.workflow.__globals__["_token"]
