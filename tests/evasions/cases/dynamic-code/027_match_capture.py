#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a match pattern captures eval

async def run(context):
    match {"op": eval, "text": "__import__('engine.shared.secrets').shared.secrets.TOKEN"}:
        case {"op": operation, "text": text}:
            return operation(text)
