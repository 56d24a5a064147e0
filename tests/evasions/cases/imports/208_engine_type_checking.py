#: channel = imports
#: reaches = engine
#: layer = both
#: note = an else branch of TYPE_CHECKING

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from engine.shared import secrets


async def run(context):
    return secrets.TOKEN
