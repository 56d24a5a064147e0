#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = __class_getitem__ turns a subscript into an attribute read

class Read:
    def __class_getitem__(cls, key):
        thing, name = key
        return getattr(thing, name)


async def run(context):
    return Read[context.log, "__globals__"]["_token"]
