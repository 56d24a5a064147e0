#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = map applies dataclass to a list of classes

from dataclasses import dataclass

from engine.sdk import WorkflowException


async def run(context):
    list(map(dataclass, [WorkflowException]))
