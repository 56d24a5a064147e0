#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = type(self) leads to the shared dictionary

class Report:
    rows = {}

    def add(self, row):
        type(self).rows.setdefault("x", row)


async def run(context):
    report = Report()
    report.add(context.get_config("api_key"))
    return report.rows
