"""RF108: a module used as a value."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Imported, NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import ScopeKind
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_HARMLESS = frozenset({Role.BASE, Role.TEST, Role.DELETE, Role.STORE})


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    if event.role in _HARMLESS and not (
        event.role is Role.STORE and isinstance(event, AttributeUsed)
    ):
        return
    modules = sorted({value.name for value in event.values if value.kind is Kind.MODULE})
    if modules:
        check.report(
            event.node,
            f"module `{modules[0]}` is used as a value: what happens to it can no longer be seen",
        )


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.scope.kind is not ScopeKind.CLASS:
        return
    for value in check.resolver.lookup(event.bound, event.scope, event.node.lineno):
        if value.kind is Kind.MODULE or isinstance(event.node, ast.ImportFrom):
            check.report(
                event.alias,
                f"an import in a class body makes `{event.bound}` an attribute of the class",
                "import at the top of the file or inside the method",
            )
            return


RULE = Rule(
    code="RF108",
    name="module-as-value",
    summary="Module assigned, passed, stored, returned or imported into a class.",
    why="A module that travels through variables can be used under any name, and no rule about its"
    " members holds any more. Most modules lead to the whole process within two steps.",
    instead="use the module's members directly (`module.member`) or pass those",
    limits="Nothing known: a module bound by an import can be followed to each of its uses.",
    hooks={NameUsed: _on_use, AttributeUsed: _on_use, Imported: _on_import},
    valid=examples(
        "import requests\ndef f(url, session=None):\n    return (session or requests).get(url)",
        "import json\nprint(json.dumps({}))",
        "try:\n    import requests\nexcept ImportError:\n    requests = None\n"
        "if requests is None:\n    raise RuntimeError('requests is missing')",
    ),
    invalid=examples(
        "import json\nmodules = [json]",
        "import os\nf = (lambda m: m.name)(os)",
        "import os as o\ndef f(x=o):\n    return x",
        "import sys\nclass A:\n    s = sys",
        "class A:\n    import os",
        "import os\ndef f():\n    return os.path",
        "import os\nfor m in (os,):\n    print(m)",
        "import json\ngetattr(json, name, None)",
    ),
)
