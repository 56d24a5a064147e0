#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a matcher keeps its texts

import difflib
M = difflib.SequenceMatcher()
async def run(context):
    old = M.a
    M.set_seq1(context.get_config("api_key"))
    return old
