#: channel = processes
#: reaches = process
#: layer = check
#: note = an IMAP connection through a command

import imaplib


async def run(context):
    imaplib.IMAP4_stream("id")
