#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = argparse looks a name up in a registry and calls the type that an argument names

import argparse


async def run(context):
    parser = argparse.ArgumentParser()
    parser.add_argument("x", type=eval)
    return parser.parse_args(["__import__('engine.shared.secrets').shared.secrets.TOKEN"]).x
