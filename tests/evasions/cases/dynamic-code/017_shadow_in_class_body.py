#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a class attribute named eval does not shadow inside the method

class Calculator:
    eval = len

    def work(self, text):
        return eval(text)


async def run(context):
    return Calculator().work("__import__('engine.shared.secrets').shared.secrets.TOKEN")
