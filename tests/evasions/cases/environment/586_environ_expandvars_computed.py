#: channel = environment
#: reaches = environment
#: layer = check
#: note = the text for expandvars is computed

from os.path import expandvars


async def run(context):
    return expandvars("${%s}" % "".join(["Azure", "WebJobs", "Storage"]))
