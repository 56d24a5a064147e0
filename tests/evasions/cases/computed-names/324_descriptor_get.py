#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a descriptor's __get__ reads whatever name it was bound to

class Field:
    def __set_name__(self, owner, name):
        self.name = f"__{name}__"

    def __get__(self, instance, owner):
        return getattr(instance.target, self.name)


class Row:
    globals = Field()

    def __init__(self, target):
        self.target = target


async def run(context):
    return Row(context.log).globals["_token"]
