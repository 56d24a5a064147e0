"""Variables named like builtins, as API fields are."""


def describe(input, type="text", vars=None, dir="asc", id=0, format="csv"):
    vars = dict(vars or {})
    filter = {"dir": dir, "id": id}
    return {"input": input, "type": type, "format": format, **vars, **filter}


async def run(context):
    input = {"name": context.org_name}
    return describe(input, vars={"a": 1})
