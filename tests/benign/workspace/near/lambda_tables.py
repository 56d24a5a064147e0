OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "max": max,
    "min": min,
    "upper": str.upper,
}
CASTS = {"int": int, "float": float, "str": str, "bool": lambda v: v in ("1", "true")}


async def run(context, op="+", a="1", b="2", cast="int"):
    convert = CASTS.get(cast, str)
    return OPERATORS[op](convert(a), convert(b)), sorted("bA", key=str.lower), list(map(str, [1]))
