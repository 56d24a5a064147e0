"""Private names of one's own."""

_LIMIT = 5


def _helper(value):
    return min(value, _LIMIT)


class _Box:
    def __init__(self, value):
        self._value = value
        self.__hidden = value

    def _grow(self):
        self._value += 1
        return self

    def get(self):
        return self._value + self.__hidden

    def same(self, other):
        return isinstance(other, _Box) and self._value == other._value


async def run(context):
    return _helper(9), _Box(1)._grow().get(), _Box(1).same(_Box(1))
