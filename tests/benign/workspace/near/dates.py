import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytz
from dateutil import parser, rrule
from dateutil.relativedelta import relativedelta


async def run(context):
    now = datetime.now(UTC)
    berlin = now.astimezone(ZoneInfo("Europe/Berlin"))
    month_end = date(2024, 2, calendar.monthrange(2024, 2)[1])
    due = parser.parse("2024-03-01T10:00:00Z") + relativedelta(months=1)
    days = list(rrule.rrule(rrule.DAILY, count=2, dtstart=due))
    offset = timezone(timedelta(hours=2))
    return berlin.strftime("%d.%m.%Y"), month_end, days, offset, pytz.timezone("UTC").zone
