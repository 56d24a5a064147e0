def call(path, params={}, tags=[]):
    query = {**params, "v": 1}
    return path, query, list(tags)


async def run(context, options=None):
    options = options or {}
    options.setdefault("limit", 10)
    return call("/x", options)
