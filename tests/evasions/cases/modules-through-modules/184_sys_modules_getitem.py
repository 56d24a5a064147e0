#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = operator.getitem on sys.modules

import sys
from operator import getitem


async def run(context):
    return getitem(sys.modules, "engine.shared.secrets").TOKEN
