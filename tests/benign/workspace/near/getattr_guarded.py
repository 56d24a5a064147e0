def read(row, name, default=None):
    if name.startswith("_"):
        raise ValueError(f"{name} is private")
    return getattr(row, name, default)


async def run(context, field="title"):
    return read(context.get_variable("row"), field)
