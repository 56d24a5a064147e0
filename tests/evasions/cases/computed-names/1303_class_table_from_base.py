#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a base class replaces the table of names while the class is made


class Learning:
    def __init_subclass__(cls):
        cls.FIELDS = tuple("".join(part) for part in [["__glo", "bals", "_" * 2]])


class Device(Learning):
    FIELDS = ("name", "serial")


def read(thing):
    return [getattr(thing, name)["_token"] for name in Device.FIELDS]


async def run(context):
    return read(context.log)
