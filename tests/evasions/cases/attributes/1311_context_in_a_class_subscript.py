#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = class_getitem gets the context

class B:
    def __class_getitem__(cls, item):
        return item._clients

async def run(context):
    return B[context]
