#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = context through a context variable

from contextvars import ContextVar
V = ContextVar("v")
def look():
    return V.get()._clients
async def run(context):
    V.set(context)
    return look()
