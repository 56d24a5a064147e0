#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a message

from email.message import EmailMessage
M = EmailMessage()
async def run(context):
    old = str(M.get_payload())
    M.set_payload(context.get_config("api_key"))
    return old
