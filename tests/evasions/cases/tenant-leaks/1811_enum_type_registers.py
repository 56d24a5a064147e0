#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an enumeration made by a call registers itself with the type it is mixed with

from enum import Enum


class Base:
    known = []

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        Base.known.append(cls)


async def run(context):
    Enum("Job", {"TOKEN": context.get_config("api_key")}, type=Base)
    return [member.value for kind in Base.known for member in kind]
