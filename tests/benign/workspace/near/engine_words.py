"""A car workshop's engine, not the platform's."""

engine = {"power": 120}
tools = ["hammer", "wrench"]
shared = {"engine": engine}


class Engine:
    def start(self):
        return "brr"


async def run(context):
    return Engine().start(), engine["power"], shared["engine"], tools[0]
