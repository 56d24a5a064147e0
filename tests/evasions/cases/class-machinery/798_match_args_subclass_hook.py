#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = an abstract class with a subclass hook matches everything

from abc import ABC


class Any(ABC):
    __match_args__ = ("__globals__",)

    @classmethod
    def __subclasshook__(cls, other):
        return True


async def run(context):
    match context.log:
        case Any(scope):
            return scope["_token"]
