#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a package hands on pkgutil's function

from jsonschema.cli import resolve_name


async def run(context):
    return resolve_name("engine.shared.secrets:TOKEN")
