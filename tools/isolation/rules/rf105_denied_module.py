"""RF105: modules that workspace code may not import at all."""

from __future__ import annotations

from tools.isolation.events import AttributeUsed, Imported
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.module is None:
        return
    candidates = [event.module]
    if event.name is not None and check.catalogue.is_module(f"{event.module}.{event.name}"):
        candidates.append(f"{event.module}.{event.name}")
    for module in candidates:
        reason = check.catalogue.denied_module(module)
        if reason is not None:
            why = reason.why or "it can reach outside of the workspace"
            check.report(event.alias, f"module `{module}` is denied: {why}", reason.instead)
            return


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    for value in event.values:
        # `import concurrent` and then `concurrent.futures`: an import in all but name.
        if value.kind is Kind.MODULE and any(
            base.kind is Kind.MODULE and value.name == f"{base.name}.{event.attr}"
            for base in event.base
        ):
            reason = check.catalogue.denied_module(value.name)
            if reason is not None:
                why = reason.why or "it can reach outside of the workspace"
                check.report(event.node, f"module `{value.name}` is denied: {why}", reason.instead)


RULE = Rule(
    code="RF105",
    name="denied-module",
    summary="Import of a module that can reach outside of the workspace.",
    why="Modules such as `importlib`, `subprocess`, `ctypes` or `pickle` run code or reach memory,"
    " processes and files that belong to every client of the platform.",
    instead="see the message; the catalogue names an alternative for each module",
    limits="Nothing known: a module without a verdict is refused too.",
    runtime=Runtime.REFUSED,
    hooks={Imported: _on_import, AttributeUsed: _on_attribute},
    valid=examples("import json", "from importlib import metadata", "import concurrent.futures"),
    invalid=examples(
        "import importlib.util",
        "import subprocess",
        "from ctypes import cdll",
        "import _thread",
        "def f():\n    import pickle as p",
        "import xml.sax.expatreader",
    ),
)
