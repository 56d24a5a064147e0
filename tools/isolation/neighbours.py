"""What the summaries of other workspace files say of things that this file imports from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.isolation.flow import Make
from tools.isolation.marks import CLOSURE, INSTANCE, METHOD
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

_MAX_DEPTH = 5


def is_marked(check: FileCheck, name: str, mark: str) -> bool:
    """Say whether the file that defines ``name`` marks it so."""
    module, _, last = name.rpartition(".")
    return module.startswith("workspace") and f"{last}{mark}" in check.resolver.names_of(module)


def keeps_what_it_gets(check: FileCheck, node: ast.Attribute, scope: Scope) -> bool:
    """Say whether ``node`` is a keeping method of an object that outlives the run.

    The class stands in another file of the workspace, and the object there or here.
    """
    mark = f".{node.attr}{METHOD}"
    return check.facts.knows_neighbours and any(
        is_marked(check, kind, mark) for kind in _classes(check, node.value, scope)
    )


def keeps_by_operation(
    check: FileCheck, node: ast.expr, names: tuple[str, ...], scope: Scope
) -> bool:
    """Say whether one of the special methods ``names`` of such an object keeps something."""
    return check.facts.knows_neighbours and any(
        is_marked(check, kind, f".{name}{METHOD}")
        for kind in _classes(check, node, scope)
        for name in names
    )


def _classes(check: FileCheck, node: ast.expr, scope: Scope) -> Iterator[str]:
    for value in check.values(node, scope):
        if value.kind is Kind.MEMBER:
            yield from _made_of(check, value)
    for thing in check.flow.things(node):
        if not thing.lasts:
            continue
        if thing.make is Make.LIBRARY and thing.name.startswith("workspace."):
            yield thing.name
        elif thing.make is Make.INSTANCE and isinstance(thing.node, ast.ClassDef):
            yield from _bases(check, thing.node)


def _made_of(check: FileCheck, value: Value) -> Iterator[str]:
    """Yield the class of which ``lib.store`` is an instance."""
    module, _, name = value.name.rpartition(".")
    names = check.resolver.exports_of(module)
    for found in names.get(f"{name}{INSTANCE}", ()) if names is not None else ():
        yield found.name


def _bases(check: FileCheck, node: ast.ClassDef, depth: int = 0) -> Iterator[str]:
    scope = check.scopes.by_node[node].parent or check.scopes.module
    for base in node.bases:
        for value in check.values(base, scope):
            if value.kind is Kind.MEMBER:
                yield value.name
            elif isinstance(value.data, ast.ClassDef) and depth < _MAX_DEPTH:
                yield from _bases(check, value.data, depth + 1)


def is_keeper(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """Say whether this is a keeping method that another file took from an object of its own."""
    return check.facts.knows_neighbours and any(
        value.kind is Kind.MEMBER and is_marked(check, value.name, METHOD)
        for value in check.values(node, scope)
    )


def gives_keeper(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """Say whether calling ``node`` gives a closure that keeps what it is called with."""
    return check.facts.knows_neighbours and any(
        value.kind is Kind.MEMBER and is_marked(check, value.name, CLOSURE)
        for value in check.values(node, scope)
    )
