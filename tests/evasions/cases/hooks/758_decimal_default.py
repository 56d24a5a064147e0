#: channel = hooks
#: reaches = change decimal
#: layer = check
#: note = the precision of every organization's arithmetic

import decimal


async def run(context):
    decimal.DefaultContext.prec = 3
