#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level text buffer

import io

BUFFER = io.StringIO()


async def run(context):
    BUFFER.write(context.get_config("api_key"))
    return BUFFER.getvalue()
