#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level object's method appends to its own list

class Journal:
    def __init__(self):
        self.lines = []

    def note(self, text):
        self.lines.append(text)


JOURNAL = Journal()


async def run(context):
    JOURNAL.note(context.get_config("api_key"))
    return JOURNAL.lines
