#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = += on the shared list through self

class Report:
    rows = []

    def add(self, row):
        rows = self.rows
        rows += [row]


async def run(context):
    report = Report()
    report.add(context.get_config("api_key"))
    return report.rows
