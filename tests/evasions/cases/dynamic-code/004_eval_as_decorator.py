#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a decorator that is eval itself, applied to a str-like callable object

def named(function):
    return "__import__('engine.shared.secrets').shared.secrets.TOKEN"


@eval
@named
def token():
    """Nothing to see."""


async def run(context):
    return token
