#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = operator.iconcat extends a shared list

from operator import iconcat
from urllib.parse import uses_fragment


async def run(context):
    iconcat(uses_fragment, ["evil"])
