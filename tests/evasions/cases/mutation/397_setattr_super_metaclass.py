#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a class of our own becomes the class's way to be written

from engine.sdk import WorkflowException


class Mine(type(WorkflowException)):
    def put(cls, name, value):
        super(type(cls), cls).__setattr__(name, value)


async def run(context):
    Mine.__bases__[0].__setattr__(WorkflowException, "message", "x")
