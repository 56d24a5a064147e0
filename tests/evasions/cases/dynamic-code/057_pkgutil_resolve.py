#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = pkgutil.resolve_name imports by dotted text

import pkgutil


async def run(context):
    return pkgutil.resolve_name("engine.shared.secrets:TOKEN")
