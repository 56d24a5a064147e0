#: channel = environment
#: reaches = environment
#: layer = check
#: note = the locale is read from a variable of choice

import locale


async def run(context):
    name = "".join(["Azure", "Web", "Jobs", "Storage", context.org_id[:0]])
    try:
        return locale.getdefaultlocale((name,))
    except ValueError as e:
        return str(e)
