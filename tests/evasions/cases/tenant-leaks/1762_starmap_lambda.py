#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = starmap lambda

import itertools
S = []
async def run(context):
    list(itertools.starmap(lambda s, x: s.append(x), [(S, context.get_config("api_key"))]))
    return list(S)
