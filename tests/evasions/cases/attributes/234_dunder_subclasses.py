#: channel = attributes
#: reaches = engine
#: layer = check
#: note = every class of the process, the context's among them

async def run(context):
    for cls in ().__class__.__base__.__subclasses__():
        if cls.__name__ == "OrganizationContext":
            return cls.log.__globals__["_token"]
