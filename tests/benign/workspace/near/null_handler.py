"""The library idiom for loggers, and levels of the file's own one."""

import logging

LOG = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())
LOG.setLevel(logging.INFO)


def done(count):
    LOG.info("%d rows", count)
