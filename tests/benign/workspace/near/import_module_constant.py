import importlib

json = importlib.import_module("json")


async def run(context):
    return json.dumps({"org": context.org_id})
