#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the first method is called by a helper

from pathlib import Path


def applied(function, values):
    return function(*values)


async def run(context):
    path = applied(Path("local").with_suffix, [".settings"])
    return path.with_suffix(".settings.json").read_text()
