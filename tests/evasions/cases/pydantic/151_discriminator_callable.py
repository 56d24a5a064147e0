#: channel = pydantic
#: reaches = engine
#: layer = check
#: note = parse_raw with a protocol unpickles

from pydantic import BaseModel
from pydantic.deprecated.parse import load_str_bytes


async def run(context):
    return load_str_bytes(b"cengine.shared.secrets\nconnection_string\n(tR.", proto="pickle", allow_pickle=True)
