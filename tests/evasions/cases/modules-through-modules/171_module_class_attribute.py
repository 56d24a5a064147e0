#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = an import statement in a class body makes the module a class attribute

class Reporter:
    import logging as backend


async def run(context):
    return Reporter.backend.sys.modules["engine.shared.secrets"].TOKEN
