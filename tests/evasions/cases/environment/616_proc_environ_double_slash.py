#: channel = environment
#: reaches = environment
#: layer = both
#: note = an odd spelling of the path

async def run(context):
    return open("//proc/./self//environ").read()
