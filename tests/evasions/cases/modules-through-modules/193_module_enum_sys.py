#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = enum keeps sys and its builtins

from enum import bltns, sys


async def run(context):
    return bltns.eval("m['engine.shared.secrets'].TOKEN", {"m": sys.modules})
