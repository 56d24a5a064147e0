#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = total_ordering adds methods to the exception class

from functools import total_ordering

from engine.sdk import Organization


async def run(context):
    Organization.__lt__ = lambda self, other: True
    total_ordering(Organization)
