#: channel = logging
#: reaches = change log:engine.audit
#: layer = check
#: note = logger dataclass

import logging
from dataclasses import dataclass, field
@dataclass
class S:
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("engine.audit"))
async def run(context):
    S().log.setLevel(50)
