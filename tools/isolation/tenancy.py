"""What the tenant rules have in common: which code runs again for every client."""

from __future__ import annotations

import ast

from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck


def runs_per_call(scope: Scope) -> bool:
    """Say whether code of ``scope`` runs again for every client."""
    return scope.function is not None


def only_registers(check: FileCheck, scope: Scope) -> bool:
    """Say whether the enclosing function only runs while files are loaded: a decorator's body.

    That is a function or class method which the file uses as a decorator of what it defines and
    never calls otherwise, or the hook that Python calls for every class statement below a class.
    """
    function, depth = scope.function, 0
    while function is not None and function.parent is not None:
        if function.parent.kind is not ScopeKind.FUNCTION:
            break
        function, depth = function.parent.function, depth + 1
    if function is None or not isinstance(function.node, ast.FunctionDef):
        return False
    node, outer = function.node, function.parent
    if outer is not None and outer.kind is ScopeKind.CLASS:
        if not _is_of_module(outer):
            return False
        if node.name == "__init_subclass__":
            return depth == 0 and node.name not in check.facts.name_uses
        if not any(_is_named(d, "classmethod", "staticmethod") for d in node.decorator_list):
            return False
        uses = _uses_of_method(check, outer, node.name)
    else:
        uses = list(check.facts.name_uses.get(node.name, ()))
    # `@register` runs its body once, `@register("name")` also the function inside; what lies
    # deeper is the wrapper that replaces the decorated function and runs for every client.
    return bool(uses) and all(
        _is_decorator(check, use) and depth <= isinstance(check.parent(use), ast.Call)
        for use in uses
    )


def _is_of_module(scope: Scope) -> bool:
    return scope.parent is not None and scope.parent.kind is ScopeKind.MODULE


def _is_named(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _uses_of_method(check: FileCheck, owner: Scope, name: str) -> list[ast.AST]:
    """Return every place that may mean the method, by its name alone; none if it has two.

    A text may name it as well, for `getattr`.
    """
    facts = check.facts
    if len(owner.bindings.get(name, ())) != 1 or name in facts.asked_names:
        return []
    if name in facts.stored_attributes:
        return []
    found: list[ast.AST] = [
        node for node in check.facts.nodes if isinstance(node, ast.Attribute) and node.attr == name
    ]
    return [*found, *check.facts.name_uses.get(name, ())]


def _is_decorator(check: FileCheck, node: ast.AST) -> bool:
    """Say whether this decorates something that is defined while the file is loaded."""
    parent = check.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        node, parent = parent, check.parent(parent)
    return (
        isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node in parent.decorator_list
        and check.at_module_level(node)
    )


def keeps_its_subclasses(check: FileCheck, base: ast.expr, scope: Scope, depth: int = 0) -> bool:
    """Say whether a base class may remember what is derived from it: only it can know."""
    for value in check.values(base, scope):
        if value.kind is Kind.MEMBER and value.name.startswith("workspace."):
            return True
        node = value.data
        if isinstance(node, ast.ClassDef) and depth < _MAX_DEPTH:
            inner = check.scopes.by_node[node]
            outer = inner.parent or check.scopes.module
            if "__init_subclass__" in inner.bindings or any(
                keeps_its_subclasses(check, b, outer, depth + 1) for b in node.bases
            ):
                return True
    return False


_MAX_DEPTH = 5
