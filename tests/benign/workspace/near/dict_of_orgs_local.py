async def run(context):
    by_org = {}
    for row in context.get_variable("rows", []):
        by_org.setdefault(row["org"], []).append(row["id"])
    totals = {}
    for org, ids in by_org.items():
        totals[org] = totals.get(org, 0) + len(ids)
    return totals
