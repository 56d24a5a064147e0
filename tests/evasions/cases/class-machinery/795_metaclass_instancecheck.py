#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = isinstance is fooled so that a guard lets a str subclass through

class Meta(type):
    def __instancecheck__(cls, thing):
        return True


class Text(metaclass=Meta):
    pass


def read(thing, name):
    if not isinstance(name, Text) or str.startswith(str(name), "_x"):
        raise ValueError
    return getattr(thing, name)


async def run(context):
    return read(context.log, "__globals__")["_token"]
