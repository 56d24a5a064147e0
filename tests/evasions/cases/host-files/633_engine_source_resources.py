#: channel = host-files
#: reaches = engine
#: layer = both
#: note = importlib.resources of the engine package

from importlib.resources import files


async def run(context):
    return files("engine.shared").joinpath("secrets.py").read_text()
