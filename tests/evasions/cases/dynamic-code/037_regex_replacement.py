#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = re.sub calls a function for each match, and the function is built on eval

import re


async def run(context):
    text = "<<__import__('engine.shared.secrets').shared.secrets.TOKEN>>"
    return re.sub("<<(.*)>>", lambda m, f=eval: f(m[1]), text)
