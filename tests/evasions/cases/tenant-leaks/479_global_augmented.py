#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a global text grows

journal = ""


def note(text):
    global journal
    journal += text


async def run(context):
    note(context.get_config("api_key"))
    return journal
