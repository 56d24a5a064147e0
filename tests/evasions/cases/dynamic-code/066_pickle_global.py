#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = a pickle names the function to call

import pickle


async def run(context):
    return pickle.loads(b"cengine.shared.secrets\nconnection_string\n(tR.")
