#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = a dispatch function's registry and closure

from functools import singledispatch


@singledispatch
def show(value):
    return value


async def run(context):
    return "IT-RUNS" if show.dispatch.__closure__ else None
