"""What the tenant rules have in common: which code runs again for every client."""

from __future__ import annotations

import ast

from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.visitor import FileCheck


def runs_per_call(scope: Scope) -> bool:
    """Say whether code of ``scope`` runs again for every client."""
    return scope.function is not None


def only_registers(check: FileCheck, scope: Scope) -> bool:
    """Say whether the enclosing function only runs while files are loaded: a decorator's body.

    That is a module-level function which the file uses as a decorator and never calls otherwise.
    """
    function, depth = scope.function, 0
    while function is not None and function.parent is not None:
        if function.parent.kind is ScopeKind.MODULE:
            break
        function, depth = function.parent.function, depth + 1
    if function is None or not isinstance(function.node, ast.FunctionDef):
        return False
    uses = check.facts.name_uses.get(function.node.name, ())
    # `@register` runs its body once, `@register("name")` also the function inside; what lies
    # deeper is the wrapper that replaces the decorated function and runs for every client.
    return bool(uses) and all(
        _is_decorator(check, use) and depth <= isinstance(check.parent(use), ast.Call)
        for use in uses
    )


def _is_decorator(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        node, parent = parent, check.parent(parent)
    return (
        isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node in parent.decorator_list
    )
