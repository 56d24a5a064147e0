#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = argparse writes its results into the class that it is given

import argparse

from engine.sdk import OrganizationContext


async def run(context):
    parser = argparse.ArgumentParser()
    parser.add_argument("--log")
    parser.parse_args(["--log", "x"], OrganizationContext)
