#: channel = class-machinery
#: reaches = engine
#: layer = check
#: note = __match_args__ with computed names on a class that accepts everything

class Meta(type):
    def __instancecheck__(cls, thing):
        return True


class Any(metaclass=Meta):
    __match_args__ = ("__" + "globals" + "__",)


async def run(context):
    match context.log:
        case Any(scope):
            return scope["_token"]
