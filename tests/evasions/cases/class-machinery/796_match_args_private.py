#: channel = class-machinery
#: reaches = tenant
#: layer = check
#: note = __match_args__ turns positions of a pattern into private names

from engine.sdk import OrganizationContext


class View(OrganizationContext):
    __match_args__ = ("_clients",)


async def run(context):
    OrganizationContext.__match_args__ = ("_clients",)
    match context:
        case OrganizationContext(found):
            return found["org-fabrikam"]
