QUERY = "SELECT %s FROM tickets WHERE state = '%s' LIMIT %d"


async def run(context):
    sql = QUERY % ("id, title", "open", 5)
    named = "%(org)s: %(count)03d" % {"org": context.org_id, "count": 7}
    return sql, named, "100 %% sure", "%.1f" % 3.14159
