import logging

logger = logging.getLogger(__name__)
audit = logging.getLogger(f"{__name__}.audit")
adapter = logging.LoggerAdapter(logger, {"component": "sync"})


async def run(context):
    logger.info("start %s", context.org_id)
    logger.debug("details", extra={"org": context.org_id}, stack_info=False)
    if logger.isEnabledFor(logging.DEBUG):
        adapter.debug("long story")
    try:
        raise KeyError("x")
    except KeyError:
        logger.exception("failed")
    audit.log(logging.WARNING, "done: %(what)s", {"what": "sync"})
