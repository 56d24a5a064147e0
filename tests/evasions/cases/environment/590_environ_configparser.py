#: channel = environment
#: reaches = environment
#: layer = check
#: note = ConfigParser interpolates from the environment

import configparser
import os


async def run(context):
    parser = configparser.ConfigParser(os.environ, interpolation=None)
    return parser.defaults()
