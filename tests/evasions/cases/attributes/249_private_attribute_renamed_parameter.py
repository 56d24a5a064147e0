#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the entry function calls its first parameter otherwise

from engine.sdk import workflow


@workflow(name="report", description="Report")
async def run(ctx):
    return ctx._clients["org-fabrikam"]
