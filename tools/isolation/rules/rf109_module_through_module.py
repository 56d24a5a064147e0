"""RF109: a module reached through another module."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Imported
from tools.isolation.rule import Rule, examples
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.module is None or event.name in (None, "*"):
        return
    own = f"{event.module}.{event.name}"
    for value in check.resolver.member(event.module, event.name or ""):
        if not _is_never_a_module(check, event, value):
            _judge(check, event.alias, value, own)


def _is_never_a_module(check: FileCheck, event: Imported, value: Value) -> bool:
    """Say whether this file uses the name only in ways that no module allows (``@timeit``)."""
    uses = check.facts.name_uses.get(event.bound, ())
    return value.kind is Kind.MEMBER and bool(uses) and all(_fits_no_module(check, u) for u in uses)


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if isinstance(event.node, ast.Attribute) and _fits_no_module(check, event.node):
        return
    for base in event.base:
        if base.kind in (Kind.MODULE, Kind.MEMBER):
            own = f"{base.name}.{event.attr}"
            for value in event.values:
                _judge(check, event.node, value, own)


def _fits_no_module(check: FileCheck, node: ast.expr) -> bool:
    """Say whether ``node`` stands where a module raises: called, iterated, subscripted."""
    parent = check.parent(node)
    if isinstance(parent, ast.Call):
        return parent.func is node
    if isinstance(parent, ast.For | ast.AsyncFor | ast.comprehension):
        return parent.iter is node
    if isinstance(parent, ast.Subscript):
        return parent.value is node and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node in parent.decorator_list
    return isinstance(parent, ast.Await)


def _judge(check: FileCheck, node: object, value: Value, own: str) -> None:
    if value.kind is Kind.MODULE and value.name != own:
        check.report(
            node,  # type: ignore[arg-type]
            f"`{own}` is the module `{value.name}`, reached through another module",
            f"write `import {value.name}` in the file that uses it",
        )
    elif value.kind is Kind.MEMBER:
        # A package's own modules import others: `requests.utils.os` is `os`.
        root, _, rest = value.name.partition(".")
        last = rest.rpartition(".")[2]
        if (
            root in check.policy.packages
            and check.catalogue.is_stdlib(last)
            and not check.catalogue.is_member_name(value.name)
        ):
            check.report(
                node,  # type: ignore[arg-type]
                f"`{own}` may be the module `{last}`, reached through a package",
                f"write `import {last}`, or import the name from where it is defined",
            )


RULE = Rule(
    code="RF109",
    name="module-through-module",
    summary="Module reached as an attribute of another module.",
    why="Every module shows the modules that it imported itself. `logging.sys` is `sys`, with all"
    " that is denied about it.",
    instead="import the module itself, where its own rules apply",
    limits="An attribute of a third-party package that holds a module under an unusual name.",
    hooks={Imported: _on_import, AttributeUsed: _on_attribute},
    valid=examples(
        "import os.path\nprint(os.path.join('a', 'b'))",
        "from workspace.shared import helpers\nhelpers.run()",
        "from requests.helpers import timeit\n@timeit\ndef f(): ...",
        "import requests\ndef f():\n    return [key for key in requests.client.secrets]",
    ),
    invalid=examples(
        "import requests\nrequests.utils.os.getcwd()",
        "from requests.compat import json",
        "from requests.helpers import timeit\ntimeit()\nx = timeit",
    ),
)
