import json
from datetime import date, datetime
from decimal import Decimal


class Encoder(json.JSONEncoder):
    def default(self, value):
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if isinstance(value, Decimal):
            return str(value)
        return super().default(value)


def hook(pairs):
    return {k.lower(): v for k, v in pairs}


async def run(context, text='{"A": 1.5}'):
    try:
        data = json.loads(text, parse_float=Decimal, object_pairs_hook=hook)
    except json.JSONDecodeError as error:
        return {"line": error.lineno, "message": error.msg}
    return json.dumps(data, cls=Encoder, indent=2, sort_keys=True, ensure_ascii=False, default=str)
