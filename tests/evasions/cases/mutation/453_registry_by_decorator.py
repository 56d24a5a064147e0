#: channel = mutation
#: reaches = change engine.shared.registry
#: layer = both
#: note = another workflow's name is taken over while running

from engine.sdk import workflow


async def run(context):
    @workflow(name="user_onboarding", description="x")
    async def other(context):
        return None
