#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = requests keeps its sys under compat

import requests


async def run(context):
    return requests.utils.sys.modules["engine.shared.secrets"].TOKEN if hasattr(
        requests.utils, "sys"
    ) else requests.compat.json.codecs.sys.modules["engine.shared.secrets"].TOKEN
