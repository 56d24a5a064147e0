#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the module imports itself and sets its own attribute

import workspace.workflows.case as me

token = None


async def run(context):
    me.token = me.token or context.get_config("api_key")
    return me.token
