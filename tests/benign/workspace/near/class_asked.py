from datetime import date


class Version:
    def __init__(self, text):
        self.parts = tuple(int(part) for part in text.split("."))

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.parts == other.parts

    def __hash__(self):
        return hash((self.__class__, self.parts))

    def __repr__(self):
        return f"{self.__class__.__name__}({'.'.join(map(str, self.parts))})"

    def bumped(self):
        return self.__class__(".".join(map(str, (*self.parts[:-1], self.parts[-1] + 1))))


def same_kind(left, right):
    return isinstance(left, right.__class__) or left.__class__ is right.__class__


def describe(thing):
    if thing.__class__ in (int, float, str, date):
        return str(thing)
    return "%s of %s" % (thing.__class__.__name__, thing.__class__) + f" {thing.__class__}"


class Address:
    def __init__(self, street, city):
        self.street, self.city = street, city

    def __eq__(self, other):
        return isinstance(other, Address) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash((self.street, self.city))
