#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = executor submit lambda

from concurrent.futures import ThreadPoolExecutor
S = []
def put(s, x): s.append(x)
async def run(context):
    with ThreadPoolExecutor() as p:
        p.submit(put, S, context.get_config("api_key")).result()
    return list(S)
