#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = BaseModel.parse_raw still unpickles when asked

from typing import Any

from pydantic import BaseModel


class Row(BaseModel):
    value: Any = None


async def run(context):
    data = b"(dVvalue\ncengine.shared.secrets\nconnection_string\n(tRs."
    return Row.parse_raw(data, proto="pickle", allow_pickle=True).value
