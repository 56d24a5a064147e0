#: channel = mutation
#: reaches = change engine.shared.state
#: layer = check
#: note = a library's deprecation helper writes into modules by name

from cryptography import utils


async def run(context):
    utils.deprecated("x", "engine.shared.state", "m", DeprecationWarning, "CLIENTS")
