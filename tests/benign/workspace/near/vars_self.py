class Row:
    def __init__(self, a, b):
        self.a = a
        self.b = b

    def to_dict(self):
        return dict(vars(self))

    def copy(self):
        return Row(**self.__dict__)


async def run(context):
    return Row(1, 2).to_dict(), Row(1, 2).copy().a
