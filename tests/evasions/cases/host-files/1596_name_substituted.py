#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path by a template

import string
async def run(context):
    with open(string.Template("$a.settings.json").substitute(a="local")) as f:
        return f.read()
