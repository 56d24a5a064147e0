#: channel = imports
#: reaches = runs
#: layer = both
#: note = the checker's own code is no workflow's business

try:
    from tools import seal
except ImportError:
    seal = None


async def run(context):
    return "IT-RUNS"
