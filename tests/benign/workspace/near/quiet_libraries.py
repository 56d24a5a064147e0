import asyncio
import logging
from logging import getLogger

logging.getLogger("httpx").setLevel(logging.WARNING)
getLogger("urllib3").setLevel("ERROR")
for noisy in ("requests", "asyncio", "httpcore.http11"):
    logging.getLogger(noisy).setLevel(logging.WARNING)

log = getLogger(__name__)
log.setLevel(logging.DEBUG)


async def run(context):
    log.debug("started for %s", context.org_id)
    await asyncio.sleep(0)
    return logging.getLevelName(log.getEffectiveLevel())
