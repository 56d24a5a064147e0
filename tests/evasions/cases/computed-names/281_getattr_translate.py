#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is translated

async def run(context):
    return getattr(context.log, "..globals..".translate({46: 95}))["_token"]
