#: channel = mutation
#: reaches = leak
#: layer = check
#: note = an enumeration member of a library carries a value to the next run

from http import HTTPStatus


async def run(context):
    last = getattr(HTTPStatus.OK, "owner", None)
    HTTPStatus.OK.owner = context.get_config("api_key")
    return last
