#: channel = hooks
#: reaches = change xml.etree.ElementTree
#: layer = check
#: note = a namespace prefix for everyone

import xml.etree.ElementTree as ET


async def run(context):
    ET.register_namespace("mine", "urn:mine")
