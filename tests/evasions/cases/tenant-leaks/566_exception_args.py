#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an exception object at module level gets new arguments

PROBLEM = LookupError()


async def run(context):
    last = PROBLEM.args
    PROBLEM.args = (context.get_config("api_key"),)
    return last
