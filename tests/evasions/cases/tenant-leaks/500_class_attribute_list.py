#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = instances share the class's list

class Report:
    rows = []

    def add(self, row):
        self.rows.append(row)


async def run(context):
    report = Report()
    report.add(context.get_config("api_key"))
    return report.rows
