#: channel = mutation
#: reaches = change pydantic
#: layer = check
#: note = the configuration dictionary of pydantic's base model

import pydantic


async def run(context):
    pydantic.BaseModel.model_config["extra"] = "forbid"
