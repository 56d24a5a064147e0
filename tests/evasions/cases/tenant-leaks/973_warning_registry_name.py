#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the module's register of warnings

import warnings


async def run(context):
    warnings.warn(context.get_config("api_key"))
    return __warningregistry__
