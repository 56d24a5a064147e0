from operator import attrgetter, itemgetter, methodcaller


async def run(context):
    users = context.get_variable("users", [])
    by_name = sorted(users, key=attrgetter("last_name", "first_name"))
    by_city = sorted(users, key=attrgetter("address.city"))
    names = list(map(itemgetter("name"), [{"name": "a"}]))
    lowered = list(map(methodcaller("lower"), ["A"]))
    split = methodcaller("split", ",")("a,b")
    return by_name, by_city, names, lowered, split
