#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = an Unpickler over a buffer

import io
from pickle import Unpickler


async def run(context):
    return Unpickler(io.BytesIO(b"cengine.shared.secrets\nTOKEN\n.")).load()
