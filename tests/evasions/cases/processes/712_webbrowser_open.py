#: channel = processes
#: reaches = process
#: layer = both
#: note = webbrowser starts whatever it is told

import webbrowser


async def run(context):
    webbrowser.GenericBrowser(["id", "%s"]).open("x")
