#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = operators spell the walk

class Walk:
    def __init__(self, root):
        self.root = root

    def __truediv__(self, name):
        return Walk(getattr(self.root, name, None) or self.root[name])


async def run(context):
    return (Walk(context) / "log" / "__globals__" / "_token").root
