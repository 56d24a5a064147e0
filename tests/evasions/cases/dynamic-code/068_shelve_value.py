#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = a shelf unpickles what it stores

import shelve


class Job:
    def __reduce__(self):
        from pydoc import locate

        return locate, ("engine.shared.secrets.TOKEN",)


async def run(context):
    with shelve.open(str(context.scratch / "jobs")) as shelf:
        shelf["x"] = Job()
        return shelf["x"]
