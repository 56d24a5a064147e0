#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a helper appends to the list that it gets

LOG = []


def note(lines, text):
    lines.append(text)


async def run(context):
    note(LOG, context.get_config("api_key"))
    return LOG
