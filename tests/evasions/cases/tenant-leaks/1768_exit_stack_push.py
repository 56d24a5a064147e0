#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = exit stack push

from contextlib import ExitStack
S = []
def put(s, x): s.append(x)
async def run(context):
    with ExitStack() as e:
        e.callback(put, S, context.get_config("api_key"))
    return list(S)
