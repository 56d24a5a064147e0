#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a logger adapter's dictionary at module level

import logging

log = logging.LoggerAdapter(logging.getLogger(__name__), {})


async def run(context):
    last = dict(log.extra)
    log.extra["key"] = context.get_config("api_key")
    return last
