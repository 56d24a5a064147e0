class AsyncProxy:
    """Every method waits for the client first."""

    def __init__(self, connect):
        self._connect = connect
        self._client = None

    async def _get(self):
        if self._client is None:
            self._client = await self._connect()
        return self._client

    def __getattr__(self, name):
        async def call(*args, **kwargs):
            client = await self._get()
            method = getattr(client, name)
            return await method(*args, **kwargs)

        return call
