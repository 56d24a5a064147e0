#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = attrgetter with a computed path

import operator as op


async def run(context):
    return op.attrgetter("log." + "globals".center(11, "_"))(context)["_token"]
