#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an HTML parser keeps its text

from html.parser import HTMLParser
P = HTMLParser()
async def run(context):
    old = P.rawdata
    P.feed("<" + context.get_config("api_key"))
    return old
