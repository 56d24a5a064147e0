#: channel = dynamic-code
#: reaches = runs
#: layer = check
#: note = sax imports parsers by name

import xml.sax
async def run(context):
    try:
        xml.sax.make_parser(["engine.shared.registry"])
    except Exception as e:
        return "IT-RUNS" if "create_parser" in str(e) else str(e)
