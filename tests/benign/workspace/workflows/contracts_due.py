from datetime import date, timedelta
from dateutil.relativedelta import relativedelta
from dateutil import parser as dateparser, tz
import calendar, locale, textwrap
from engine.sdk import workflow, data_provider
class Contract(dict):
    """A row that also has attributes."""
    __getattr__ = dict.get
    @property
    def due(self): return dateparser.isoparse(self["end"]).date() - relativedelta(months=self.get("notice", 3))
    def __lt__(self, other): return self.due < other.due
    def __missing__(self, key): return "?"
@data_provider("contract_months", "Months", cache_ttl_seconds=60)
async def contract_months(context):
    return [{"label": calendar.month_name[n], "value": n} for n in range(1, 13)]
@workflow("contracts_due", "Contracts to cancel")
async def contracts_due(context, month=None):
    today = date.today()
    first = today.replace(day=1, month=int(month)) if month else today
    last = first + timedelta(days=calendar.monthrange(first.year, first.month)[1])
    due = sorted(c for c in map(Contract, context.get_variable("contracts", [])) if first <= c.due <= last)
    text = "\n".join(textwrap.shorten(f"{c.due:%d %b} {c['client']}: {c.name or ''} {c['vendor']}", 60) for c in due)
    return {"text": text, "zone": str(tz.gettz("Europe/Berlin"))}
