#: channel = hooks
#: reaches = change mimetypes
#: layer = check
#: note = the type table

import mimetypes


async def run(context):
    mimetypes.add_type("x/zzz", ".zzz")
