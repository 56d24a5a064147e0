#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an exception object at module level collects notes

PROBLEM = ValueError("x")


async def run(context):
    PROBLEM.add_note(context.get_config("api_key"))
    return PROBLEM.__notes__
