from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


async def run(context):
    token = request_id.set(context.execution_id)
    try:
        return request_id.get()
    finally:
        request_id.reset(token)
