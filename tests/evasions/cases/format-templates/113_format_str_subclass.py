#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = a str subclass formats itself with super

class Text(str):
    def fill(self, *values):
        return super().format(*values)


async def run(context):
    return Text("{0.log.__globals__[_token]}").fill(context)
