async def run(context):
    cache = {}

    def lookup(sku):
        if sku not in cache:
            cache[sku] = sku.lower()
        return cache[sku]

    rows = []
    rows.append(lookup("E3"))
    rows.extend(lookup(s) for s in ("E3", "E5"))
    return rows, cache
