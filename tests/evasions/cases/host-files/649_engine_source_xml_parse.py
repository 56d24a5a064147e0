#: channel = host-files
#: reaches = settings
#: layer = both
#: note = ElementTree.parse takes a file name, its error shows the text

import xml.etree.ElementTree as ET


async def run(context):
    with open("local.settings.json") as source:
        ET.fromstring("<a/>")
        return source.readlines()
