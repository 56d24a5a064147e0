#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a generator that lives in the module remembers what it is sent

def keeper():
    kept = None
    while True:
        value = yield kept
        kept = kept or value


box = keeper()
next(box)


async def run(context):
    return box.send(context.get_config("api_key"))
