#: channel = frames
#: reaches = runs
#: layer = check
#: note = a class pattern reads frame attributes

async def run(context):
    try:
        raise KeyError
    except KeyError as error:
        match error:
            case object(__traceback__=object(tb_frame=object(f_back=above))):
                return "IT-RUNS" if above else None
