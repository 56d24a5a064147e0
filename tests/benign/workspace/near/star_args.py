def combine(first, *rest, sep=", ", **options):
    return sep.join([first, *rest]) + ("!" if options.get("loud") else "")


async def run(context):
    args = ["a", "b"]
    options = {"sep": "-", "loud": True}
    first, *middle, last = [1, 2, 3, 4]
    return combine(*args, **options), middle, last, {**{"a": 1}, "b": 2}, [*range(2), 3]
