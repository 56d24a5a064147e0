#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a copy of a shared record has the same list, wherever it is kept

from dataclasses import dataclass, field, replace


@dataclass
class D:
    x: list = field(default_factory=list)


D1 = D()


async def run(context):
    copies = {"mine": replace(D1)}
    next(iter([copies["mine"].x])).append(context.get_config("api_key"))
    return copies["mine"].x
