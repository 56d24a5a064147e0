import itertools
import operator
from itertools import chain, groupby, islice


async def run(context):
    rows = [{"k": "a", "n": 1}, {"k": "a", "n": 2}, {"k": "b", "n": 3}]
    key = operator.itemgetter("k")
    sums = {k: sum(r["n"] for r in g) for k, g in groupby(sorted(rows, key=key), key)}
    counter = itertools.count(1)
    return sums, next(counter), list(islice(chain([1], [2], [3]), 2)), list(itertools.accumulate([1, 2], operator.mul))
