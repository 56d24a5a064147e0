#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = the shared list is kept on self

from urllib.parse import uses_netloc


class Kinds:
    def __init__(self):
        self.items = uses_netloc

    def add(self, word):
        self.items.append(word)


async def run(context):
    Kinds().add("evil")
