"""A small command line for trying things at the desk."""

import argparse


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(argv)
    return options.limit, options.names


async def run(context):
    return main(["--limit", "3", "a"])
