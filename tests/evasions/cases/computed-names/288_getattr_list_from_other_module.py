#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the looped list lives in another file and is changed there

from workspace.shared.names import NAMES


async def run(context):
    for name in NAMES:
        return getattr(context.log, name)["_token"]
#: file = workspace/shared/names.py
NAMES = ["__globals" + "__"]
