#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = copy.copy rebuilds an object as __reduce_ex__ says: state onto any object

import copy

from engine.sdk import OrganizationContext


def same(thing):
    return thing


class Carrier:
    def __reduce_ex__(self, protocol):
        return same, (OrganizationContext,), (None, {"log": print})


async def run(context):
    copy.copy(Carrier())
