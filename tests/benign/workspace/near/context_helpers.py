"""The context goes through helpers, as it should."""


class Service:
    def __init__(self, context):
        self.context = context
        self._token = None

    async def token(self):
        if self._token is None:
            self._token = await self.context.get_secret("token")
        return self._token

    def log(self, message, **facts):
        self.context.log("info", message, facts or None)


async def step(ctx, name):
    ctx.save_checkpoint(name)
    ctx.set_variable("last", name)
    return ctx.get_variable("last")


async def run(context):
    service = Service(context)
    service.log("start", org=context.org_id)
    return await step(context, "one"), bool(await service.token()), context.has_config("x")
