#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = getattr with a constant name takes a module out of a module

import logging


async def run(context):
    return getattr(logging, "sys").modules["engine.shared.secrets"].TOKEN
