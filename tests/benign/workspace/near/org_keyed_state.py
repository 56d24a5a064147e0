"""State that is kept apart for each organization on purpose."""

LAST_RUN = {}


async def run(context):
    previous = LAST_RUN.get(context.org_id)
    LAST_RUN[context.org_id] = context.execution_id
    return previous
