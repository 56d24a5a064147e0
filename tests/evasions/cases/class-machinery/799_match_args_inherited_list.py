#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = __match_args__ is set by a decorator on an own class

from abc import ABC


def shape(cls):
    setattr(cls, "__match_" + "args__", ("__glo" + "bals__",))
    return cls


@shape
class Any(ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return True


async def run(context):
    match context.log:
        case Any(scope):
            return scope["_token"]
