#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the list of subclasses remembers classes made inside the run

class Base:
    pass


KEEP = []


async def run(context):
    Job = type("Job", (Base,), {"token": context.get_config("api_key")})
    KEEP.append(Job)
    return [kind.token for kind in Base.__subclasses__()]
