#: channel = imports
#: reaches = engine
#: layer = both
#: note = a relative import that climbs out of the workspace package

async def run(context):
    try:
        from ...engine.shared import secrets
    except ImportError:
        from engine.shared import secrets
    return secrets.TOKEN
