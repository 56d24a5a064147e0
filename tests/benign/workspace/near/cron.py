from datetime import UTC, datetime

from croniter import croniter


async def run(context, expression="0 3 * * *"):
    if not croniter.is_valid(expression):
        return None
    return croniter(expression, datetime.now(UTC)).get_next(datetime).isoformat()
