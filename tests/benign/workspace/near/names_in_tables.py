class Device:
    FIELDS = ("name", "serial", "model")

    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)

    def as_dict(self):
        return {key: getattr(self, key) for key in Device.FIELDS}

    def __eq__(self, other):
        return all(getattr(self, name) == getattr(other, name) for name in Device.FIELDS)

    def __hash__(self):
        return hash(self.serial)


class Row:
    __slots__ = ("id", "name", "status")

    def __init__(self, id, name, status):
        self.id, self.name, self.status = id, name, status

    def __repr__(self):
        return "Row(%s)" % ", ".join(f"{slot}={getattr(self, slot)!r}" for slot in Row.__slots__)


MAPPING = {"givenName": "first", "surname": "last", "mail": "email"}
PAIRS = [("displayName", "name"), ("jobTitle", "title")]
SIZES = ("small", "large")


def convert(source, target):
    for theirs, ours in MAPPING.items():
        value = getattr(source, theirs, None)
        if value is not None:
            setattr(target, ours, value)
    for number, (theirs, ours) in enumerate(PAIRS, start=1):
        setattr(target, ours, getattr(source, theirs, number))
    return target


def missing(user):
    return [name for name in sorted(MAPPING.values()) if not getattr(user, name, None)]


def prices(plan):
    return {
        size: getattr(plan, price) for size, price in zip(SIZES, ("price_small", "price_large"))
    }


def public(thing):
    return {name: getattr(thing, name) for name in dir(thing) if not name.startswith("_")}


def found(thing, name):
    return getattr(thing, name) if not name.startswith("_") else None
