#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the template of the name lies in an object

import string
from dataclasses import dataclass


@dataclass
class Carrier:
    load: string.Template


async def run(context):
    with open(Carrier(string.Template("$a.settings.json")).load.substitute(a="local")) as file:
        return file.read()
