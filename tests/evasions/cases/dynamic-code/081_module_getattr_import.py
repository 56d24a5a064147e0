#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a module-level __getattr__ imports what is asked of the module

def __getattr__(name):
    return __import__("engine.shared." + name, fromlist=["x"])


async def run(context):
    from workspace.workflows import case

    return case.secrets.TOKEN
