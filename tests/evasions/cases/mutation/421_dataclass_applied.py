#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = dataclass() applied to the context's class

from dataclasses import dataclass

from engine.sdk import OrganizationContext


async def run(context):
    dataclass(OrganizationContext)
