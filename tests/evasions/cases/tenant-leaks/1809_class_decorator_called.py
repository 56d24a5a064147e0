#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class method that registers is called in the run, its name taken from a text

class Events:
    table = []

    @classmethod
    def on(cls, handler):
        cls.table.append(handler)
        return handler


@Events.on
def nothing():
    return ""


async def run(context):
    getattr(Events, "on")(context.get_config("api_key"))
    return Events.table
