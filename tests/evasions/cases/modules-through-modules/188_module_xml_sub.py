#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = ElementTree keeps sys

import xml.etree.ElementTree as ET


async def run(context):
    return ET.sys.modules["engine.shared.secrets"].TOKEN
