total: int
names: list[str] = []
pairs: "dict[str, tuple[int, ...]]" = {}


def count(items: "list[str] | None" = None, *, start: "int" = 0) -> "int":
    local: "set[str]" = set(items or ())
    return len(local) + start


async def run(context: "OrganizationContext") -> "int":
    return count(["a", "a"], start=2)


from engine.sdk import OrganizationContext  # noqa: E402
