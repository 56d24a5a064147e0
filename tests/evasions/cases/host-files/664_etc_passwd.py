#: channel = host-files
#: reaches = runs
#: layer = both
#: note = a file of the host

async def run(context):
    return "IT-RUNS" if "root" in open("/etc/passwd").read() else None
