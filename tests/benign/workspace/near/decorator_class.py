import functools


class logged:
    def __init__(self, level="info"):
        self.level = level

    def __call__(self, function):
        @functools.wraps(function)
        async def wrapper(context, *args, **kwargs):
            context.log(self.level, f"{function.__name__} starts")
            return await function(context, *args, **kwargs)

        return wrapper


@logged("debug")
async def step(context):
    return 1


async def run(context):
    return await step(context)
