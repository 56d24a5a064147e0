#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = an import in a class body, read through an instance

class Reporter:
    import logging


async def run(context):
    return Reporter().logging.sys.modules["engine.shared.secrets"].TOKEN
