"""Methods that are called like dangerous builtins."""

import platform


class Formula:
    def eval(self, values):
        return sum(values)

    def compile(self):
        return self

    def exec(self, statement):
        return statement.upper()

    def system(self):
        return platform.system()


async def run(context):
    formula = Formula().compile()
    return formula.eval([1, 2]), formula.exec("select"), formula.system()
