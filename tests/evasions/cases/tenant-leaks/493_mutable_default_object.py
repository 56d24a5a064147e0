#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a default object of an own class

class Session:
    token = None


def token(context, session=Session()):
    session.token = session.token or context.get_config("api_key")
    return session.token


async def run(context):
    return token(context)
