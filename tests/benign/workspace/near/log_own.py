import logging

LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
logger = logging.getLogger(__name__)
handler = logging.StreamHandler()
handler.setLevel(logging.DEBUG)
handler.setFormatter(logging.Formatter(LOG_FORMAT, datefmt="%H:%M:%S"))
logger.addHandler(handler)
logger.setLevel(logging.DEBUG)


class OrgAdapter(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        return f"[{self.extra['org']}] {msg}", kwargs


def for_org(org_id):
    return OrgAdapter(logger, {"org": org_id})
