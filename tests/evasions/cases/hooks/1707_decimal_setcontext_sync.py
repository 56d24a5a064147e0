#: channel = hooks
#: reaches = change decimal
#: layer = check
#: note = decimal setcontext sync

import decimal
def run(context):
    decimal.setcontext(decimal.Context(prec=2))
