import os

DEBUG = os.environ.get("REPORT_DEBUG", "0") == "1"


async def run(context):
    return DEBUG, os.getenv("HTTP_TIMEOUT", "10"), "CI" in os.environ
