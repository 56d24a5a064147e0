#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class made by a call of type registers itself

class Base:
    known = []
    token = ""

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        Base.known.append(cls.token)


async def run(context):
    type("Job", (Base,), {"token": context.get_config("api_key")})
    return Base.known
