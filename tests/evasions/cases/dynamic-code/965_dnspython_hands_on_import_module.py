#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a package hands on importlib's function

import dns.rdata


async def run(context):
    return dns.rdata.import_module("engine.shared.secrets").TOKEN
