#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = json hands the text of each float to eval

import json


async def run(context):
    texts = []
    json.loads("[1.5]", parse_float=texts.append)
    return json.loads('"x"', cls=json.JSONDecoder), json.JSONDecoder(parse_float=eval).decode("[1.5]"), eval(
        "__import__('engine.shared.secrets').shared.secrets.TOKEN"
    )
