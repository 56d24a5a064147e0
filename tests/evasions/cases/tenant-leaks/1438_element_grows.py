#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an element

import xml.etree.ElementTree as ET
R = ET.Element("r")
async def run(context):
    old = ET.tostring(R).decode()
    ET.SubElement(R, "x", t=context.get_config("api_key"))
    return old
