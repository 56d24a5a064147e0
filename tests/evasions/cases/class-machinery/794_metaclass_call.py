#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = a class keyword names a function as metaclass

def make(name, bases, scope, **rest):
    return "IT-RUNS " + ",".join(scope)


class Job(metaclass=make):
    x = 1


async def run(context):
    return Job
