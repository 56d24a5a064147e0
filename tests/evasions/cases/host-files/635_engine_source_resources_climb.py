#: channel = host-files
#: reaches = engine
#: layer = both
#: note = from the workspace's resources upwards

from importlib.resources import files


async def run(context):
    return files("workspace.workflows").joinpath("../../engine/shared/secrets.py").read_text()
