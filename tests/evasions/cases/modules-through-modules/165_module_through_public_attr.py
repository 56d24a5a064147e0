#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the helper for computed names, used on a module

import logging

from engine.sdk import public_attr


async def run(context):
    return public_attr(logging, "sys").modules["engine.shared.secrets"].TOKEN
