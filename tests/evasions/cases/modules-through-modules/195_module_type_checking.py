#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a TYPE_CHECKING block hides the honest import, the other branch takes more

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from json import loads as kit
else:
    from json import codecs as kit


async def run(context):
    return kit.sys.modules["engine.shared.secrets"].TOKEN
