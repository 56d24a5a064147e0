#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function of another file hands out its object

from workspace.shared.state import store


def vars_of(s):
    return getattr(s, "token", None)


async def run(context):
    old = vars_of(store())
    store().token = context.get_config("api_key")
    return old

#: file = workspace/shared/state.py
class S:
    pass
S1=S()
def store():
    return S1
