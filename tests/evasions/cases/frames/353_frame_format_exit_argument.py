#: channel = frames
#: reaches = runs
#: layer = check
#: note = a computed template formats the traceback that __exit__ got

class Look:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.text = ("{0.tb_" + "frame.f_" + "code.co_" + "filename}").format(trace)
        return True


async def run(context):
    look = Look()
    with look:
        raise KeyError
    return "IT-RUNS" if look.text.endswith("case.py") else None
