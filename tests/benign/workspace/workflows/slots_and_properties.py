import math
from functools import cached_property, partial, singledispatch
from engine.sdk import workflow

class Disk:
    __slots__ = ("name", "_size", "_free", "__weakref__")
    def __init__(self, name, size, free):
        self.name = name
        self._size = size
        self._free = free
    @property
    def free(self):
        return self._free
    @free.setter
    def free(self, value):
        if not 0 <= value <= self._size:
            raise ValueError("free must be within size")
        self._free = value
    @property
    def percent(self):
        return 100 * self._free / self._size if self._size else math.nan

class Server:
    def __init__(self, name, disks):
        self.name = name
        self.disks = list(disks)
    @cached_property
    def worst(self):
        return min(self.disks, key=lambda d: d.percent)
    def __iter__(self):
        return iter(self.disks)
    def __len__(self):
        return len(self.disks)
    def __contains__(self, name):
        return any(d.name == name for d in self)
    def __getitem__(self, name):
        for d in self.disks:
            if d.name == name:
                return d
        raise KeyError(name)

@singledispatch
def show(value):
    return str(value)
@show.register
def _(value: float):
    return f"{value:.1f}"
@show.register(list)
def _list(value):
    return ", ".join(map(show, value))

below = partial(filter, lambda d: d.percent < 10)

@workflow(name="disk_space", description="Disks that are nearly full")
async def disk_space(context):
    rmm = context.get_integration("ninja")
    out = {}
    for device in await rmm.get("/devices"):
        server = Server(device["systemName"], (Disk(d["name"], d["capacity"], d["freeSpace"]) for d in device.get("volumes", ())))
        full = list(below(server))
        if full:
            out[server.name] = {"disks": [d.name for d in full], "worst": show(server.worst.percent), "has_c": "C:" in server}
    return out
