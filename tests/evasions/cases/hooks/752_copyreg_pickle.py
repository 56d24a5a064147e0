#: channel = hooks
#: reaches = change copyreg
#: layer = both
#: note = how objects are pickled and copied

import copyreg


async def run(context):
    copyreg.pickle(complex, lambda value: (complex, (0,)))
