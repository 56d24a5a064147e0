"""Mentions eval(), exec, __import__, os.system, subprocess and ../engine in words only."""

# eval("1"), os.environ, sys.modules and getattr(x, y) are not used here.
HELP = "Do not use eval or exec in formulas; see the engine manual."
BLOCKED = ["eval(", "exec(", "import os", "subprocess"]


async def run(context, formula="1+1"):
    return [word for word in BLOCKED if word in formula], HELP
