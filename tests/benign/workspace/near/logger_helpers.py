import logging

logger = logging.getLogger(__name__)


def warn_all(log, messages):
    for message in messages:
        log.warning("%s", message)


class Service:
    def __init__(self, log=None):
        self.log = log or logger
        self.handlers = []
        self.disabled = False

    def add_handler(self, function):
        self.handlers.append(function)
        self.disabled = not self.handlers


async def run(context):
    warn_all(logger, ["a", "b"])
    service = Service()
    service.add_handler(print)
    service.log.info("done")
    return len(service.handlers)
