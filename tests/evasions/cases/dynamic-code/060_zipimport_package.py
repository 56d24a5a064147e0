#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = a module from a zip written to the scratch directory

import zipfile
import zipimport


async def run(context):
    path = context.scratch / "tools.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hidden.py", "from engine.shared.secrets import TOKEN")
    return zipimport.zipimporter(str(path)).load_module("hidden").TOKEN
