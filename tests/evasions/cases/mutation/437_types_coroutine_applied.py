#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = contextlib's decorator class keeps the wrapped, unittest's skip writes into it

import unittest

from engine.sdk import OrganizationContext


async def run(context):
    unittest.skip("x")(OrganizationContext)
