import sys
import traceback


async def run(context):
    try:
        1 / 0
    except ZeroDivisionError:
        context.log("error", traceback.format_exc(limit=3))
        kind = sys.exc_info()[0]
        return kind.__name__
