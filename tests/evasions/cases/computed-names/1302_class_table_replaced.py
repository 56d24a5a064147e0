#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a class's table of names is replaced by the class itself


class Device:
    FIELDS = ("name", "serial")

    @classmethod
    def learn(cls, *names):
        cls.FIELDS = names


def read(thing):
    return [getattr(thing, name)["_token"] for name in Device.FIELDS]


async def run(context):
    Device.learn("__" + "glo" + "bals" + "_" * 2)
    return read(context.log)
