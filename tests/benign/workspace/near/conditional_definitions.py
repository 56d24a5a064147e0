import sys

if sys.version_info >= (3, 12):

    def batches(items, size):
        return [items[i : i + size] for i in range(0, len(items), size)]

else:

    def batches(items, size):
        return [items[i : i + size] for i in range(0, len(items), size)]


DEBUG = False
try:
    LIMIT = int("10")
except ValueError:
    LIMIT = 0

for _name in ("a", "b"):
    assert _name


async def run(context):
    return batches(list(range(5)), 2), LIMIT, DEBUG
