#: channel = host-files
#: reaches = settings
#: layer = both
#: note = argparse reads arguments from a file that an argument names

import argparse


async def run(context):
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@")
    parser.add_argument("words", nargs="*")
    return parser.parse_args(["@" + __file__.split("workspace")[0] + "local" + ".settings.json"])
