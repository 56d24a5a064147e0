#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = string.Template with an idpattern that lets dots and underscores through, over a mapping that walks

import string


class Walk(dict):
    def __missing__(self, path):
        found = self["context"]
        for name in path.split("."):
            found = getattr(found, name)
        return found


class Text(string.Template):
    idpattern = r"[a-z_.]+"


async def run(context):
    return Text("${log.__globals__}").substitute(Walk(context=context))
