#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a parser keeps defaults

import argparse
P = argparse.ArgumentParser()
async def run(context):
    old = P.get_default("t")
    P.set_defaults(t=context.get_config("api_key"))
    return old
