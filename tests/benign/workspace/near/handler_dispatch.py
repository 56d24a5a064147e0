"""Choosing between functions with a dictionary instead of a computed name."""


async def create(context, data):
    return {"created": data["id"]}


async def delete(context, data):
    return {"deleted": data["id"]}


ACTIONS = {"create": create, "delete": delete}


async def run(context, action="create", data=None):
    try:
        function = ACTIONS[action]
    except KeyError:
        raise ValueError(f"{action} is not one of {', '.join(ACTIONS)}") from None
    return await function(context, data or {"id": 1})
