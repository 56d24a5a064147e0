#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a template with a harmless beginning meets a string that answers `%` itself

class Name(str):
    def __rmod__(self, template):
        return "__glo" + self


def read(thing, name):
    return getattr(thing, "list_%s" % name)


async def run(context):
    return read(context.log, Name("bals__"))["_token"]
