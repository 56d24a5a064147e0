#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the array comes out of a generator

import array

A = array.array("u")


def streamed(found):
    yield found


async def run(context):
    old = A.tounicode()
    next(streamed(A)).fromunicode(context.get_config("api_key"))
    return old
