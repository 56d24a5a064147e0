import datetime
from functools import singledispatch, singledispatchmethod


@singledispatch
def show(value):
    return str(value)


@show.register
def _(value: datetime.date):
    return value.isoformat()


@show.register(list)
def _show_list(value):
    return ", ".join(map(show, value))


class Printer:
    @singledispatchmethod
    def text(self, value):
        return repr(value)

    @text.register
    def _(self, value: int):
        return f"{value:,}"


async def run(context):
    return show([datetime.date(2024, 1, 1), 2]), Printer().text(1000)
