#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a weak dictionary over an object that stays

import weakref


class Anchor:
    pass


ANCHOR = Anchor()
KNOWN = weakref.WeakKeyDictionary()


async def run(context):
    last = KNOWN.get(ANCHOR)
    KNOWN[ANCHOR] = context.get_config("api_key")
    return last
