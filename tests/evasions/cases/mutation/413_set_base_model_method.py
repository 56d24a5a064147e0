#: channel = mutation
#: reaches = change pydantic
#: layer = check
#: note = a method of pydantic's base model

from pydantic import BaseModel


async def run(context):
    BaseModel.model_dump = lambda self: {}
