async def run(context):
    email = getattr(context, "executed_by_email", None)
    org = getattr(context, "org_id", "")
    if hasattr(context, "public_url") and getattr(context, "public_url"):
        return context.public_url
    return email or org
