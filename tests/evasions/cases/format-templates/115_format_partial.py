#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = a partial holds the template

from functools import partial

render = partial(str.format, "{0.log.__globals__[_token]}")


async def run(context):
    return render(context)
