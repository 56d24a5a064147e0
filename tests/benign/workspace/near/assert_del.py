async def run(context):
    data = {"a": 1, "b": 2, "c": [1, 2, 3]}
    del data["a"]
    del data["c"][0], data["b"]
    rows = [1, 2, 3]
    rows[1:2] = [9, 9]
    total = 0
    total += sum(rows)
    assert total, "there is something"
    del rows
    return data, total
