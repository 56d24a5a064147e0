#: channel = hooks
#: reaches = change limits
#: layer = check
#: note = how threads take turns

from sys import setswitchinterval


async def run(context):
    setswitchinterval(10)
