class Query:
    def __init__(self):
        self.parts = []
        self.limit_to = None

    def where(self, **conditions):
        self.parts.extend(f"{k} eq '{v}'" for k, v in conditions.items())
        return self

    def limit(self, count):
        self.limit_to = count
        return self

    def build(self):
        text = "$filter=" + " and ".join(self.parts)
        return text + (f"&$top={self.limit_to}" if self.limit_to else "")


async def run(context):
    return Query().where(state="open", owner=context.executed_by).limit(5).build()


class Page:
    """A page of results, walked with the same query."""

    def __init__(self, query, number=0):
        self.query = query
        self.number = number

    def next(self):
        return Page(self.query, self.number + 1)
