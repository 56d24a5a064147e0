#: channel = attributes
#: reaches = engine
#: layer = check
#: note = what looks like inspect.signature gives back the method that it is asked about

class Looks:
    @staticmethod
    def signature(found):
        return found


inspect = Looks


async def run(context):
    method = inspect.signature(type(context).__init__)
    return method.__globals__["_token"]
