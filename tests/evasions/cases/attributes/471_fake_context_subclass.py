#: channel = attributes
#: reaches = tenant
#: layer = both
#: note = a subclass of the context equals every context

from engine.sdk import OrganizationContext


class Key(OrganizationContext):
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return True


async def run(context):
    for step in range(-50_000, 50_000):
        try:
            found = Key(hash(context) + step).get_config("api_key")
        except KeyError:
            continue
        if found != context.get_config("api_key"):
            return found
