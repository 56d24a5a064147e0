#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is a class attribute that an instance shadows

class Names:
    field = "org_id"


async def run(context):
    names = Names()
    names.field = "__glob" + "als__"
    return getattr(context.log, names.field)["_token"]
