#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = classes made inside the run register themselves

class Base:
    known = []

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        Base.known.append(cls.token)


async def run(context):
    class Job(Base):
        token = context.get_config("api_key")

    return Base.known
