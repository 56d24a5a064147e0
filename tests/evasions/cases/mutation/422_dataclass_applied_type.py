#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = dataclass() applied to type(context)

from dataclasses import dataclass


async def run(context):
    dataclass(repr=False)(type(context))
