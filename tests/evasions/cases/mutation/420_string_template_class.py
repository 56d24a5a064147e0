#: channel = mutation
#: reaches = change string.Template.delimiter
#: layer = check
#: note = the delimiter of every template

import string


async def run(context):
    string.Template.delimiter = "%"
