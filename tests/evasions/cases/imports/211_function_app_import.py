#: channel = imports
#: reaches = runs
#: layer = both
#: note = the root application module

import sys


async def run(context):
    try:
        import function_app
    except ImportError:
        return "IT-RUNS without the module in this tree"
    return function_app
