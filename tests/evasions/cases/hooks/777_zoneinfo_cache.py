#: channel = hooks
#: reaches = runs
#: layer = check
#: note = the shared cache of time zones is emptied

from zoneinfo import ZoneInfo


async def run(context):
    ZoneInfo.clear_cache()
    return "IT-RUNS"
