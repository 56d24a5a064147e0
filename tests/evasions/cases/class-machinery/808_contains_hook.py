#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = the in operator calls a walk

class Walk:
    def __init__(self, root):
        self.root = root

    def __contains__(self, name):
        self.root = getattr(self.root, name)
        return True


async def run(context):
    walk = Walk(context)
    return ("log" in walk, "__globals__" in walk, walk.root["_token"])
