import json
from pathlib import Path

HERE = Path(__file__).parent
TEMPLATE = HERE / "templates" / "mail.txt"


def load(name):
    return json.loads((HERE / "data" / f"{name}.json").read_text(encoding="utf-8"))


async def run(context):
    return TEMPLATE.name, HERE.name, load.__name__
