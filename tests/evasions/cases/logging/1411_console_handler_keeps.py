#: channel = logging
#: reaches = leak
#: layer = check
#: note = the handler of the file's own logger writes into a text that every run can read

import io
import logging

KEPT = io.StringIO()
logger = logging.getLogger(__name__)
handler = logging.StreamHandler(stream=KEPT)
logger.addHandler(handler)


async def run(context):
    before = KEPT.getvalue()
    logger.error("key %s", context.get_config("api_key"))
    return before
