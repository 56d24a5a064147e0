#: channel = processes
#: reaches = process
#: layer = both
#: note = a name of subprocess inside a function

async def run(context):
    from subprocess import check_output as ask

    return ask("id", shell=True)
