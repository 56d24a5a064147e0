#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the list belongs to a base class

class Base:
    rows = []


class Report(Base):
    def add(self, row):
        self.rows.append(row)


async def run(context):
    report = Report()
    report.add(context.get_config("api_key"))
    return report.rows
