#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a class pattern reads a module's attribute

import logging


async def run(context):
    match logging:
        case object(sys=object(modules=found)):
            return found["engine.shared.secrets"].TOKEN
