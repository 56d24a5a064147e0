#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = abstractmethod marks a method of the door

from abc import abstractmethod

from engine.sdk import OrganizationContext


async def run(context):
    abstractmethod(OrganizationContext.log)
