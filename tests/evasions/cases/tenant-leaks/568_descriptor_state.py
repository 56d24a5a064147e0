#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a descriptor object of a class keeps the value for all instances

class Field:
    def __init__(self):
        self.value = None

    def __get__(self, instance, owner):
        return self.value

    def __set__(self, instance, value):
        self.value = value


class Row:
    token = Field()


async def run(context):
    row = Row()
    last = row.token
    row.token = context.get_config("api_key")
    return last
