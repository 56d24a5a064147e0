#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the bound format method is stored and called later

render = "{0.log.__globals__[_token]}".format


async def run(context):
    return render(context)
