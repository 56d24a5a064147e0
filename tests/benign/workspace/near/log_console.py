import logging
import sys

logger = logging.getLogger(__name__)
if not logger.handlers:
    console = logging.StreamHandler(sys.stdout)
    console.setFormatter(logging.Formatter(fmt="%(asctime)s | %(levelname)-8s | %(message)s"))
    logger.addHandler(console)


async def run(context):
    logger.info("run %s", context.execution_id)
