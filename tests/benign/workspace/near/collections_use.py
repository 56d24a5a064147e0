from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

Row = namedtuple("Row", ["id", "name"], defaults=[""])


async def run(context):
    groups = defaultdict(list)
    for row in (Row(1, "a"), Row(2)):
        groups[row.name].append(row._asdict())
    recent = deque(maxlen=2)
    recent.append(1)
    layered = ChainMap({"a": 1}, {"b": 2})
    return dict(groups), Counter("aab").most_common(1), OrderedDict(a=1), list(recent), layered["b"], Row._fields
