#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval travels through star arguments

def call(function, *arguments):
    return function(*arguments)


async def run(context):
    job = (eval, "__import__('engine.shared.secrets').shared.secrets.TOKEN")
    return call(*job)
