#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level pydantic object is filled

from pydantic import BaseModel


class State(BaseModel):
    token: str = ""


STATE = State()


async def run(context):
    last = STATE.token
    STATE.token = context.get_config("api_key")
    return last
