#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a method that reads the names of self is called with an object of another class

import functools


class Row:
    NAMES = ("name", "mail")

    def values(self):
        return [getattr(self, key) for key in self.NAMES]


class Fake:
    NAMES = ("__glo" + "bals__",)

    def __init__(self, thing):
        self.thing = thing

    def __getattr__(self, name):
        return getattr(self.thing, name)


async def run(context):
    return functools.partial(Row.values, Fake(context.log))()[0]["_token"]
