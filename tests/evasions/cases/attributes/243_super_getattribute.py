#: channel = attributes
#: reaches = engine
#: layer = check
#: note = super().__getattribute__ inside a class of our own

class Reader:
    def __init__(self, target):
        self.read = target.log

    def look(self, name):
        return super().__getattribute__(name)


async def run(context):
    return Reader(context).look("read").__func__.__globals__["_token"]
