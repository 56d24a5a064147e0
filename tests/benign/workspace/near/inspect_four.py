import inspect


def call(function, **values):
    names = inspect.signature(function).parameters
    return function(**{k: v for k, v in values.items() if k in names})


async def run(context):
    result = call(lambda a, b=2: a + b, a=1, c=3)
    if inspect.isawaitable(result):
        result = await result
    return result, inspect.iscoroutinefunction(run), inspect.isclass(dict)
