async def run(context):
    if context.org_id:
        found = 1
    if "found" in locals():
        return found
    return None
