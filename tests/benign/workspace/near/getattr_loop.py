from dataclasses import dataclass


@dataclass
class Address:
    street: str = ""
    city: str = ""
    country: str = ""


def lines(address):
    return [getattr(address, name) for name in ("street", "city", "country")]


async def run(context):
    return lines(Address("Main St 1", "Springfield", "US"))
