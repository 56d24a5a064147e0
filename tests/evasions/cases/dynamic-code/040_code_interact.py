#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = code.InteractiveInterpreter runs text

import code


async def run(context):
    code.InteractiveInterpreter().runsource("from engine.shared.secrets import TOKEN; print(TOKEN)")
