class Collector:
    """Made anew in each run."""

    def __init__(self):
        self.rows = []
        self.seen = set()
        self.stats = {"added": 0}

    def add(self, row):
        if row["id"] in self.seen:
            return False
        self.seen.add(row["id"])
        self.rows.append(row)
        self.stats["added"] += 1
        return True


async def run(context):
    collector = Collector()
    for row in context.get_variable("rows", []):
        collector.add(row)
    return collector.stats, collector.rows
