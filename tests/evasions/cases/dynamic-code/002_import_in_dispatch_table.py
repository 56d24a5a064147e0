#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = __import__ kept in a dictionary of tools

TOOLS = {"load": __import__, "show": print}


async def run(context):
    return TOOLS["load"]("engine.shared.secrets", fromlist=["TOKEN"]).TOKEN
