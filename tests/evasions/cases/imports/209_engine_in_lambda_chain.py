#: channel = imports
#: reaches = engine
#: layer = both
#: note = an import inside a nested function of a class body

class Work:
    def now(self):
        def inner():
            import engine.shared.secrets as s

            return s.TOKEN

        return inner()


async def run(context):
    return Work().now()
