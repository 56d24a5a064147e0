#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = __deepcopy__ hands out a class and a method of ours changes it

import copy

from engine.sdk import OrganizationContext


class Carrier:
    def __getstate__(self):
        return {"x": 1}

    def __reduce__(self):
        return (lambda: OrganizationContext), (), (None, {"org_name": "x"})


async def run(context):
    copy.deepcopy([Carrier()])
