#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = wraps updates a dictionary attribute named by text

import functools


class Source:
    extra = {"org-evil": {}}


async def run(context):
    functools.wraps(Source, assigned=(), updated=("extra",))(Target(context))


class Target:
    def __init__(self, context):
        self.extra = context._clients
