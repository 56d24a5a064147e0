#: channel = host-files
#: reaches = settings
#: layer = both
#: note = netrc reports the text it cannot read

import netrc


async def run(context):
    try:
        netrc.netrc("local.settings.json")
    except netrc.NetrcParseError as error:
        return str(error), open(error.filename).read()
