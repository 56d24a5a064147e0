#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class made inside the run registers itself with a base class of another file

from workspace.shared.jobs import Base


async def run(context):
    class Job(Base):
        token = context.get_config("api_key")

    return Base.known


#: file = workspace/shared/jobs.py
class Base:
    known = []

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        Base.known.append(cls.token)
