#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a mixin two classes up brings the lying startswith

from engine.sdk import workflow


class Quiet:
    def startswith(self, prefix):
        return False


class Text(str):
    pass


class Silent(Quiet):
    pass


class Name(Silent, Text):
    pass


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("".join(["__glo", "bals", context.org_id[:0], "__"])))["_token"]
