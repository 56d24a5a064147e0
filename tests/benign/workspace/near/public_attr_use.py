from engine.sdk import public_attr


async def run(context, fields=("title", "state")):
    ticket = context.get_variable("ticket")
    return {name: public_attr(ticket, name, None) for name in fields}
