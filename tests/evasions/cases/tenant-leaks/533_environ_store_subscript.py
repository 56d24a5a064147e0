#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the environment is assigned and read back

import os


async def run(context):
    last = os.environ.get("REPORT_KEY")
    os.environ["REPORT_KEY"] = context.get_config("api_key")
    return last
