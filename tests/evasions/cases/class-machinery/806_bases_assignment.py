#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = the bases of a class are replaced

class A:
    def x(self):
        return "IT-RUNS"


class B:
    pass


class C(B):
    pass


async def run(context):
    C.__bases__ = (A,)
    return C().x()
