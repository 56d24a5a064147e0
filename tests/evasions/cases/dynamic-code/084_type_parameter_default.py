#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a keyword argument of a class statement evaluates text

class Base:
    def __init_subclass__(cls, tool, **rest):
        cls.tool = staticmethod(tool)


class Job(Base, tool=eval):
    pass


async def run(context):
    return Job.tool("__import__('engine.shared.secrets').shared.secrets.TOKEN")
