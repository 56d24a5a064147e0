#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = executor map

from concurrent.futures import ThreadPoolExecutor
S = []
def put(s, x): s.append(x)
async def run(context):
    with ThreadPoolExecutor() as p:
        list(p.map(put, [S], [context.get_config("api_key")]))
    return list(S)
