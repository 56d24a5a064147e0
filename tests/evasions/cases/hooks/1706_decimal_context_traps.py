#: channel = hooks
#: reaches = change decimal
#: layer = check
#: note = decimal context traps

import decimal
async def run(context):
    decimal.getcontext().prec = 3
def _x(): pass
