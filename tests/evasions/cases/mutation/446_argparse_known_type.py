#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = parse_known_args and type(context)

from argparse import ArgumentParser


async def run(context):
    parser = ArgumentParser()
    parser.add_argument("--log", dest="get_config")
    parser.parse_known_args(["--log", "x"], type(context))
