import sys


async def run(context):
    if sys.version_info >= (3, 11) and sys.platform != "win32":
        print("ok", file=sys.stderr)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    return sys.maxsize, sys.getsizeof([]), sys.byteorder, sys.argv[:1]
