"""Recognises a local name that surely holds a container made a moment ago.

``rows = UNSET`` at the top, ``rows = []`` in a branch and ``rows.append(x)`` after it: the name has
two meanings, but where it is changed it can only have the second.
"""

from __future__ import annotations

import ast

from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.visitor import FileCheck

_FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_PARTS = (ast.stmt, ast.ExceptHandler, ast.match_case)
_BLOCKS = ("body", "orelse", "finalbody")


def is_just_made(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """Say whether the assignment that gave the name ``node`` its value made a new container."""
    if not isinstance(node, ast.Name):
        return False
    owner, _ = scope.resolve(node.id)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or owner is not scope.function:
        return False
    if node.id in check.facts.nonlocal_names:
        return False
    statement: ast.AST | None = node
    while statement is not None and statement is not owner.node:
        parent = check.parent(statement)
        if parent is None:
            return False
        if isinstance(statement, ast.stmt):
            for before in reversed(_before(parent, statement)):
                made = _assigned(before, node.id)
                if made is not None:
                    return isinstance(made, _FRESH)
                if _binds(before, node.id):
                    return False
            if parent is owner.node:
                return False
        if isinstance(statement, _PARTS):
            # A loop, a `with` or a handler may have bound it in another of its parts.
            around = parent.test if isinstance(parent, ast.If) else parent
            if _binds(around, node.id):
                return False
        statement = parent
    return False


def _before(parent: ast.AST, statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements that run before ``statement`` in its block."""
    for name in _BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return block[: block.index(statement)]
    return []


def _assigned(node: ast.stmt, name: str) -> ast.expr | None:
    """Return what a plain assignment gives ``name``, or None."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.value if _is_name(node.targets[0], name) else None
    if isinstance(node, ast.AnnAssign) and _is_name(node.target, name):
        return node.value
    return None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _binds(node: ast.AST, name: str) -> bool:
    """Say whether anything inside of ``node`` may bind, change the binding of, or delete a name."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            if inner.id == name and not isinstance(inner.ctx, ast.Load):
                return True
        elif isinstance(inner, ast.alias):
            if (inner.asname or inner.name.partition(".")[0]) == name or inner.name == "*":
                return True
        elif name in (getattr(inner, "name", None), getattr(inner, "rest", None)):
            return True
    return False
