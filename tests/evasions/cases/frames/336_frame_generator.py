#: channel = frames
#: reaches = runs
#: layer = check
#: note = a running generator's frame leads to its callers

def look():
    frame = me.gi_frame
    while frame:
        if "_spread" in frame.f_globals:
            yield "IT-RUNS"
        frame = frame.f_back


async def run(context):
    global me
    me = look()
    return list(me)
