#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a member of our own enumeration gets an attribute

from enum import Enum


class Kind(Enum):
    A = 1


async def run(context):
    last = getattr(Kind.A, "token", None)
    Kind.A.token = context.get_config("api_key")
    return last
