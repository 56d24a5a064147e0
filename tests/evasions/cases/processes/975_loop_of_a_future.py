#: channel = processes
#: reaches = process
#: layer = check
#: note = a future's loop starts a process

import asyncio


class P(asyncio.BaseProtocol):
    def pipe_data_received(self, fd, data): ...
    def pipe_connection_lost(self, fd, exc): ...
    def process_exited(self): ...
    def connection_lost(self, exc): ...


async def run(context):
    t, p = await asyncio.Future().get_loop().subprocess_exec(P, "true")
    return t
