#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = unittest.mock imports its target by text

from unittest import mock


async def run(context):
    return mock.patch("engine.shared.secrets.TOKEN").getter().TOKEN
