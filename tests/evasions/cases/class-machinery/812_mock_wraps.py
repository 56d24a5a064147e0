#: channel = class-machinery
#: reaches = engine
#: layer = both
#: note = a mock wraps the context and passes names on

from unittest.mock import Mock


async def run(context):
    return Mock(wraps=context).log._mock_wraps.__globals__["_token"]
