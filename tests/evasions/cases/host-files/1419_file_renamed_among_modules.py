#: channel = host-files
#: reaches = runs
#: layer = check
#: note = file renamed among the modules

async def run(context):
    p = context.scratch / "a.py"
    p.write_text("x = 1")
    try:
        p.rename("workspace/workflows/evil.py")
    except OSError:
        pass
    return "IT-RUNS"
