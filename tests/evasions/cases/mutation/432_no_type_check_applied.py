#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = no_type_check marks a class and all its methods

from typing import no_type_check

from engine.sdk import OrganizationContext


async def run(context):
    no_type_check(OrganizationContext)
