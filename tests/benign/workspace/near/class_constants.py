class Vendor:
    BASE = "https://api.example.com"
    RETRIES = 3
    FIELDS = ("id", "name")
    LABELS = {"id": "Id", "name": "Name"}

    def __init__(self):
        self.calls = 0
        self.rows = []

    def url(self, path):
        self.calls += 1
        self.rows.append(path)
        return f"{self.BASE}/{path.lstrip('/')}"

    @classmethod
    def label(cls, field):
        return cls.LABELS.get(field, field)

    @staticmethod
    def join(*parts):
        return "/".join(parts)


async def run(context):
    vendor = Vendor()
    return vendor.url("users"), Vendor.label("id"), vendor.calls, Vendor.join("a", "b")
