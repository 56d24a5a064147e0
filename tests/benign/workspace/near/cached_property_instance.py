from functools import cached_property


class Report:
    def __init__(self, rows):
        self.rows = rows

    @cached_property
    def total(self):
        return sum(row["amount"] for row in self.rows)


async def run(context):
    report = Report([{"amount": 1}, {"amount": 2}])
    return report.total + report.total
