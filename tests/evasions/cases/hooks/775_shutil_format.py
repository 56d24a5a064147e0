#: channel = hooks
#: reaches = change shutil
#: layer = check
#: note = an archive format of our own

import shutil


async def run(context):
    shutil.register_archive_format("mine", print)
