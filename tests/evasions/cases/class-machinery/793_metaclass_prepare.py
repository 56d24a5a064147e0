#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = a metaclass's namespace answers every name that a class body asks

class Names(dict):
    def __missing__(self, name):
        if name.startswith("__"):
            raise KeyError(name)
        return __import__("engine.shared." + name.lower(), fromlist=["x"])


class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases, **rest):
        return Names()


async def run(context):
    class Job(metaclass=Meta):
        found = SECRETS.TOKEN

    return Job.found
