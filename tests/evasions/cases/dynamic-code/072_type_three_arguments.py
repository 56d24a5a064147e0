#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = type() with three arguments builds a class around stolen namespaces

async def run(context):
    make = type("Loader", (), {"fetch": staticmethod(__import__)})
    return make.fetch("engine.shared.secrets", fromlist=["x"]).TOKEN
