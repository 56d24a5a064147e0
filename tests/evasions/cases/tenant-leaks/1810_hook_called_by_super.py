#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the hook of class statements is called through super in a run

class Base:
    known = []

    def __init_subclass__(cls, token="", **rest):
        Base.known.append(token)


class Job(Base):
    def keep(self, token):
        super().__init_subclass__(token=token)


async def run(context):
    Job().keep(context.get_config("api_key"))
    return Base.known
