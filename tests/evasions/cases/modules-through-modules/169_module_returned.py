#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a function returns the module

def tool():
    import logging

    return logging


async def run(context):
    return tool().sys.modules["engine.shared.secrets"].TOKEN
