#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = the same by keyword

import argparse

from engine.sdk import OrganizationContext


async def run(context):
    parser = argparse.ArgumentParser()
    parser.add_argument("--log")
    parser.parse_args(["--log", "x"], namespace=OrganizationContext)
