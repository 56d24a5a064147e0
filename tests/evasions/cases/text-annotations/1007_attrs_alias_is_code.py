#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = attrs turns aliases into code

import attr
@attr.s
class A:
    x = attr.ib(alias="x=__import__('engine.shared.secrets').shared.secrets.TOKEN")
async def run(context):
    return A().x
