class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else instance.values.get(self.name, 0)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(value)
        instance.values[self.name] = value


class Order:
    quantity = Positive()

    def __init__(self, quantity):
        self.values = {}
        self.quantity = quantity


async def run(context):
    return Order(3).quantity
