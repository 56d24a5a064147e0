import logging

logger = logging.getLogger(__name__)


async def run(context):
    try:
        return int(context.get_config("limit", "x"))
    except (TypeError, ValueError) as e:
        logger.warning("bad limit: %s (%s)", e, type(e).__name__)
        return {"error": type(e).__name__, "doc": run.__doc__, "name": run.__qualname__}
