#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the module is kept on self

import logging


class Reporter:
    def __init__(self, backend=logging):
        self.backend = backend

    def look(self):
        return self.backend.sys.modules["engine.shared.secrets"].TOKEN


async def run(context):
    return Reporter().look()
