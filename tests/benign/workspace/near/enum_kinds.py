from enum import Enum, Flag, IntEnum, StrEnum, auto, unique


@unique
class Colour(StrEnum):
    RED = auto()
    GREEN = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Access(Flag):
    READ = auto()
    WRITE = auto()
    BOTH = READ | WRITE


class Vendor(Enum):
    ACME = ("acme", "https://acme.example")

    def __init__(self, key, url):
        self.key = key
        self.url = url


async def run(context):
    names = [m.name for m in Colour], list(Level.__members__)
    return names, Level["HIGH"].value, Access.BOTH & Access.READ, Vendor.ACME.url
