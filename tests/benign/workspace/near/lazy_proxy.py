class Lazy:
    """Makes the client when it is first used."""

    def __init__(self, factory):
        self._factory = factory
        self._made = None

    def get(self):
        if self._made is None:
            self._made = self._factory()
        return self._made


class DotDict(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __setattr__(self, name, value):
        self[name] = value


async def run(context):
    row = DotDict(a=1)
    row.b = 2
    return row.a + row.b, Lazy(list).get()
