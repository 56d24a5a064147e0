#: channel = imports
#: reaches = engine
#: layer = check
#: note = a function renames the package through a global statement

def move(place):
    global __package__
    __package__ = place


async def run(context):
    move("engine.shared")
    from . import secrets

    return secrets.TOKEN
