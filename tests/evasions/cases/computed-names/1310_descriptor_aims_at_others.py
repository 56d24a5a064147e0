#: channel = computed-names
#: reaches = change engine.sdk.workflow
#: layer = check
#: note = a subclass of a descriptor sets the attribute on another object than its owner

from engine.sdk import workflow


class Field:
    name = "calls"

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value


class Aimed(Field):
    def put(self, target, value):
        super().__set__(target, value)


async def run(context):
    Aimed().put(context.log, 1)
    Aimed().put(workflow, 1)
