#: channel = computed-names
#: reaches = change engine.shared
#: layer = check
#: note = setattr with a computed name on the context's class

async def run(context):
    name = "".join(["get_", "config"])
    setattr(type(context), name, lambda self, key, default=None: "x")
