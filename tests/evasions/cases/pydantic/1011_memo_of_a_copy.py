#: channel = pydantic
#: reaches = tenant
#: layer = check
#: note = deepcopy gives a memo

import copy
async def run(context):
    memo = {}
    copy.deepcopy(context, memo)
    return list(memo.values())
