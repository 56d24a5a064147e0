async def run(context):
    import json
    from datetime import datetime, timezone

    from workspace.shared._dates import business_days

    now = datetime.now(timezone.utc)
    return json.dumps({"due": business_days(now.date(), 3).isoformat()})
