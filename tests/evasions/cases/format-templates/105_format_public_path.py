#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = no underscore at all: a method, its function's module attribute by index

class Box:
    def __init__(self, value):
        self.value = value


async def run(context):
    import json

    return "{0.value.codecs.sys.modules[engine.shared.secrets].TOKEN}".format(Box(json))
