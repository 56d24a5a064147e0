#: channel = hooks
#: reaches = change timezone
#: layer = check
#: note = the time zone of the process

import os
import time


async def run(context):
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
