async def run(context, names=("close", "aclose")):
    thing = context.get_variable("handle")
    return [name for name in names if hasattr(thing, name)]
