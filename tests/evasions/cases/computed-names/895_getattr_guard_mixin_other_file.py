#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a mixin of another file brings the lying startswith

from engine.sdk import workflow
from workspace.quiet import Quiet


class Name(Quiet, str):
    pass


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("".join(["__glo", "bals", context.org_id[:0], "__"])))["_token"]

#: file = workspace/quiet.py

class Quiet:
    def startswith(self, prefix):
        return False
