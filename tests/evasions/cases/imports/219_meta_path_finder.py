#: channel = imports
#: reaches = change import
#: layer = both
#: note = a finder of our own on sys.meta_path

import sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        return None


async def run(context):
    sys.meta_path.insert(0, Finder())
