#: channel = hooks
#: reaches = change limits
#: layer = check
#: note = the limit on digits of numbers

import sys


async def run(context):
    sys.set_int_max_str_digits(0)
