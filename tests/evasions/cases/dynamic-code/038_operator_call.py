#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = operator.call applied to eval

import operator
import itertools


async def run(context):
    text = "__import__('engine.shared.secrets').shared.secrets.TOKEN"
    return list(itertools.starmap(operator.call, [(eval, text)]))
