from decimal import Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from numbers import Number
from enum import Enum, IntFlag, unique, auto
from typing import Self


@unique
class Currency(Enum):
    EUR = ("EUR", 2)
    JPY = ("JPY", 0)

    def __init__(self, code, digits):
        self.code = code
        self.digits = digits

    def __new__(cls, code, digits):
        member = object.__new__(cls)
        member._value_ = code
        return member

    @classmethod
    def _missing_(cls, value):
        return next((member for member in cls if member.name == str(value).upper()), None)

    def __str__(self):
        return self._value_


class Money(tuple):
    __slots__ = ()

    def __new__(cls, amount, currency=Currency.EUR):
        return super().__new__(cls, (Decimal(amount), Currency(currency)))

    amount = property(lambda self: self[0])
    currency = property(lambda self: self[1])

    def __mul__(self, factor: Number) -> Self:
        with localcontext(Context(prec=28)):
            return type(self)(self.amount * Decimal(str(factor)), self.currency)

    def split(self, parts):
        share = Fraction(self.amount) / parts
        unit = Decimal(1).scaleb(-self.currency.digits)
        shares = [Decimal(share.numerator / share.denominator).quantize(unit)] * parts
        shares[-1] += self.amount - sum(shares)
        return [self.__class__(share, self.currency) for share in shares]

    @classmethod
    def parse(cls, text):
        try:
            number, _, code = text.partition(" ")
            return cls(number.replace(",", ""), code or "EUR")
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"no amount: {text!r}") from error


class Access(IntFlag):
    READ = auto()
    WRITE = auto()
    ADMIN = READ | WRITE


def has(access):
    return {member.name: bool(access & member) for member in Access}


def lookup(name):
    return Access[name.upper()], Access.__members__.get(name), Currency("eur")
