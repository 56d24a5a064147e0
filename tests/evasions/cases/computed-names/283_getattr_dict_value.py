#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name comes out of a dictionary that is changed later

NAMES = {"field": "org_id"}
NAMES["field"] = "__globals__"


async def run(context):
    return getattr(context.log, NAMES["field"])["_token"]
