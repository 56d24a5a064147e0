#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = the class cell of a method

class Mine:
    def look(self, context):
        return __class__, context.log.__func__.__globals__["_token"]


async def run(context):
    return Mine().look(context)
