#: channel = hooks
#: reaches = change email.charset
#: layer = check
#: note = how a character set is written in mails

from email import charset


async def run(context):
    charset.add_charset("utf-8", charset.QP)
