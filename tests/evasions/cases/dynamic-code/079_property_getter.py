#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a property whose getter is globals' sibling vars

class Row:
    text = "__import__('engine.shared.secrets').shared.secrets.TOKEN"
    inner = property(vars)

    def __init__(self):
        self.tool = eval


async def run(context):
    row = Row()
    return row.inner["tool"](row.text)
