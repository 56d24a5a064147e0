#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = the dotted path through the workspace package

import logging

import workspace.workflows.case

logger = logging.getLogger(__name__)


async def run(context):
    return workspace.workflows.case.logging.sys.modules["engine.shared.secrets"].TOKEN
