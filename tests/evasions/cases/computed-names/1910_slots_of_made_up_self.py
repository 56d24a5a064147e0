#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a method that reads the slots of self is called with an object that makes them up

class Row:
    __slots__ = ("name", "mail")

    def values(self):
        return [getattr(self, key) for key in self.__slots__]


class Fake:
    def __init__(self, thing):
        self.thing = thing

    def __getattr__(self, name):
        if name == "__slots__":
            return ["__glo" + "bals__"]
        return getattr(self.thing, name)


async def run(context):
    return Row.values(Fake(context.log))[0]["_token"]
