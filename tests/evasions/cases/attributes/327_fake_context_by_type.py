#: channel = attributes
#: reaches = tenant
#: layer = both
#: note = the same through the type of the context, without the class's name

class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return True


async def run(context):
    read = type(context).get_config
    for step in range(-50_000, 50_000):
        try:
            found = read(Key(hash(context) + step), "api_key")
        except KeyError:
            continue
        if found != context.get_config("api_key"):
            return found
