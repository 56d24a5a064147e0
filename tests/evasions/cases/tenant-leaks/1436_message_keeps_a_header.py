#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a message header

from email.message import EmailMessage
M = EmailMessage()
async def run(context):
    old = str(M.items())
    M.add_header("x", context.get_config("api_key"))
    return old
