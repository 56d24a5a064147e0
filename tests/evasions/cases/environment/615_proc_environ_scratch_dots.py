#: channel = environment
#: reaches = environment
#: layer = both
#: note = dots from the scratch directory

async def run(context):
    dots = [".."] * len(context.scratch.parts)
    return context.scratch.joinpath(*dots, "proc", "self", "environ").read_text()
