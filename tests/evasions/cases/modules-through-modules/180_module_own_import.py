#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = a module imports itself and walks from there

import logging

import workspace.workflows.case as me

logger = logging.getLogger(__name__)


async def run(context):
    return me.logging.sys.modules["engine.shared.secrets"].TOKEN
