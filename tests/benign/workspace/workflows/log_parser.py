import collections
import gzip
import io
import re
from engine.sdk import workflow

LINE = re.compile(
    r"""
    ^(?P<time>\w{3}\s+\d+\s[\d:]+)\s
    (?P<host>\S+)\s
    (?P<app>[^\[:]+)(?:\[(?P<pid>\d+)\])?:\s
    (?P<message>.*)$
    """, re.VERBOSE)
RULES = [
    ("ssh_failed", re.compile(r"Failed password for (?:invalid user )?(?P<user>\S+) from (?P<ip>[\d.]+)")),
    ("sudo", re.compile(r"(?P<user>\S+) : .*COMMAND=(?P<command>.*)")),
]

class Stats(collections.defaultdict):
    def __init__(self):
        super().__init__(collections.Counter)
    def add(self, kind, key, n=1):
        self[kind][key] += n
    def top(self, kind, count=5):
        return self[kind].most_common(count)

def lines(data):
    stream = gzip.GzipFile(fileobj=io.BytesIO(data)) if data[:2] == b"\x1f\x8b" else io.BytesIO(data)
    with stream, io.TextIOWrapper(stream, encoding="utf-8", errors="replace") as text:
        for line in text:
            yield line.rstrip("\n")

def classify(line):
    m = LINE.match(line)
    if m is None:
        return None
    for name, pattern in RULES:
        if hit := pattern.search(m["message"]):
            return name, {**m.groupdict(), **hit.groupdict()}
    return "other", m.groupdict()

@workflow(name="log_report", description="Syslog report")
async def log_report(context, blob):
    data = await context.storage.read(blob)
    stats, window = Stats(), collections.deque(maxlen=100)
    for line in lines(data):
        match classify(line):
            case None:
                stats.add("skipped", "line")
            case ("ssh_failed", {"ip": ip, "user": user}):
                stats.add("ip", ip)
                stats.add("user", user)
                window.append(line)
            case (kind, fields):
                stats.add("kind", kind)
                stats.add("host", fields["host"])
    return {"top": stats.top("ip"), "users": dict(stats["user"]), "last": list(window)[-10:]}
