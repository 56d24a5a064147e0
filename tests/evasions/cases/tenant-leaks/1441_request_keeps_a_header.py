#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a request object

import urllib.request
R = urllib.request.Request("https://example.com")
async def run(context):
    old = str(R.headers)
    R.add_header("t", context.get_config("api_key"))
    return old
