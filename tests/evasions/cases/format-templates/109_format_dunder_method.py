#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = an object's __format__ receives the engine's object through the specification

class Leak:
    def __init__(self, context):
        self.context = context

    def __format__(self, spec):
        return str(self.context.log.__globals__["_token"])


async def run(context):
    return f"{Leak(context)}"
