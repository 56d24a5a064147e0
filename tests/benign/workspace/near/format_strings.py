TEMPLATE = "Dear {name}, ticket {ticket[id]} is {state!r:>10}"
LINE = "{:<20}|{:>8.2f}"


async def run(context):
    text = TEMPLATE.format(name=context.executed_by_name, ticket={"id": 7}, state="open")
    rows = [LINE.format(name, amount) for name, amount in (("a", 1.5), ("b", 2))]
    width = 12
    return text, rows, f"{'x':^{width}}", "{0}-{0}".format("a"), "{}".format(3)
