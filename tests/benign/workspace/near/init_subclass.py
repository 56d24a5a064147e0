class Step:
    title = ""

    def __init_subclass__(cls, title="", **kwargs):
        super().__init_subclass__(**kwargs)
        if title:
            cls.title = title


class Check(Step, title="Check"):
    pass


async def run(context):
    return Check.title
