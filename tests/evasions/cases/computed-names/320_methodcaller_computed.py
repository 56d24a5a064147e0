#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = methodcaller with a computed method

from operator import methodcaller


async def run(context):
    method = "get".join(["__", "attribute__"])
    return methodcaller(method, "__glo" "bals__")(context.log)["_token"]
