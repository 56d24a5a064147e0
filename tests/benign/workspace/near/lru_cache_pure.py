from functools import cache, lru_cache


@lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@cache
def slug(text: str) -> str:
    return "-".join(text.lower().split())


async def run(context):
    return fibonacci(20), slug("Hello World")
