import math


class Money:
    __slots__ = ("amount", "currency")

    def __init__(self, amount, currency="EUR"):
        self.amount = amount
        self.currency = currency

    def __add__(self, other):
        return Money(self.amount + other.amount, self.currency)

    def __lt__(self, other):
        return self.amount < other.amount

    def __format__(self, spec):
        return f"{self.amount:{spec or ',.2f'}} {self.currency}"

    def __bool__(self):
        return not math.isclose(self.amount, 0)

    def __call__(self, factor):
        return Money(self.amount * factor, self.currency)

    def __len__(self):
        return int(self.amount)

    def __class_getitem__(cls, currency):
        return cls


async def run(context):
    return f"{Money(3) + Money(4):.1f}", bool(Money(0)), len(Money(2)(2))
