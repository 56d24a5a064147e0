async def run(context):
    values = ["1", "x", "3"]
    numbers = [n for v in values if v.isdigit() and (n := int(v)) > 0]
    while (size := len(values)) > 1:
        values.pop()
    return numbers, size, {k: v for k, v in zip("ab", numbers)}, {n % 2 for n in numbers}
