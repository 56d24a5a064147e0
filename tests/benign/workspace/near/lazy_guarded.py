from functools import wraps


class Proxy:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        attribute = getattr(self._target, name)
        if not callable(attribute):
            return attribute

        @wraps(attribute)
        def call(*args, **kwargs):
            return attribute(*args, **kwargs)

        return call


class AsyncProxy:
    def __init__(self, connect):
        self._connect = connect

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)

        async def call(*args, **kwargs):
            client = await self._connect()
            return await getattr(client, name)(*args, **kwargs)

        return call
