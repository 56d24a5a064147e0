#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = attrgetter with the private name

from operator import attrgetter


async def run(context):
    return attrgetter("_clients")(context)["org-fabrikam"]
