#: channel = host-files
#: reaches = environment
#: layer = check
#: note = the text is reversed by a step that an object gives

class Kept:
    def __init__(self, inner):
        self.inner = inner


async def run(context):
    return open("norivne/fles/corp/"[:: -Kept(1).inner]).read()
