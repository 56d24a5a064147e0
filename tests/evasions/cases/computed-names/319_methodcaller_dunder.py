#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = methodcaller calls a special method

from operator import methodcaller


async def run(context):
    return methodcaller("__getattribute__", "__globals__")(context.log.__func__)["_token"]
