#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = unittest's loader imports by dotted text

import unittest


async def run(context):
    suite = unittest.TestLoader()
    suite.suiteClass = list
    try:
        return suite.loadTestsFromName("engine.shared.secrets.connection_string")
    except TypeError:
        import sys

        return sys.modules["engine.shared.secrets"].TOKEN
