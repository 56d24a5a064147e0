#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a temporary directory of the module

import tempfile
from pathlib import Path
D = tempfile.mkdtemp()
async def run(context):
    p = Path(D) / "x"
    if p.exists():
        return p.read_text()
    p.write_text(context.get_config("api_key"))
