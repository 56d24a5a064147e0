#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = an object's __reduce__ names eval for pickle

import pickle


class Job:
    def __reduce__(self):
        return eval, ("__import__('engine.shared.secrets').shared.secrets.TOKEN",)


async def run(context):
    return pickle.loads(pickle.dumps(Job()))
