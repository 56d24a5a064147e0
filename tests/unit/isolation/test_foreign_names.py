"""Names and templates of other files are only known where nobody in the workspace wrote them."""

from __future__ import annotations

import pytest

from tests.evasions import judging

HERE = "workspace/workflows/case.py"
MADE = '"__".join(["", "globals", ""])'
NAMES = f"class Names:\n    FIELD = {MADE}\n"
READ = "async def run(context):\n    return getattr(context.log, {}, None)\n"

ESCAPES = {
    "a class of another file": (
        "from workspace.shared.names import Names\n" + READ.format("Names.FIELD"),
        {"workspace/shared/names.py": NAMES},
    ),
    "a class of a file in the same folder": (
        "from . import names\n" + READ.format("names.Names.FIELD"),
        {"workspace/workflows/names.py": NAMES},
    ),
    "a name put together in the same folder": (
        "from .names import FIELD\n" + READ.format("FIELD"),
        {"workspace/workflows/names.py": f"FIELD = {MADE}\n"},
    ),
    "a class of the package's own file": (
        "from . import Names\n" + READ.format("Names.FIELD"),
        {"workspace/workflows/__init__.py": NAMES},
    ),
    "a template of a file in the same folder": (
        "from . import texts\nclass Box: ...\ndef run(x):\n    texts.Texts.URL.format(Box())\n",
        {"workspace/workflows/texts.py": f"class Texts:\n    URL = '{{0.' + {MADE} + '}}'\n"},
    ),
    "an object of the package's own file": (
        "from . import Rows\nasync def run(context):\n    Rows.register(context.org_id)\n",
        {"workspace/workflows/__init__.py": "class Kept: ...\nRows = Kept()\n"},
    ),
}


@pytest.mark.parametrize("what", ESCAPES)
def test_what_a_neighbour_wrote_is_not_known(what):
    source, beside = ESCAPES[what]
    assert [f.path for f in judging.errors({HERE: source, **beside}) if f.path == HERE]


def test_what_no_file_of_the_workspace_wrote_is_harmless():
    source = (
        "from .const import ATTR_NAME\nfrom . import services\n"
        "def run(row):\n    services.register(row)\n    return getattr(row, ATTR_NAME, None)\n"
    )
    assert judging.errors({HERE: source}) == []
