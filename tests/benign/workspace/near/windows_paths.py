r"""Paths of the client's machines: C:\Windows\System32, \\server\share, /etc/hosts on Linux."""

from pathlib import PurePosixPath, PureWindowsPath

SHARE = r"\\fileserver\users$"
LOGS = "/var/log/syslog"


async def run(context, user="alex"):
    home = PureWindowsPath(SHARE) / user
    return str(home), home.parts, PurePosixPath("a/b.txt").suffix, LOGS
