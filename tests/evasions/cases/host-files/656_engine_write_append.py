#: channel = host-files
#: reaches = runs
#: layer = both
#: note = a line is added to an engine file

async def run(context):
    with open("engine/shared/state.py", "a") as out:
        out.write("LIMITS['runs'] = 0\n")
    return "IT-RUNS"
