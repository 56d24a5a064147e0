"""Reads of a module's dictionary that ignore the organization under which values are stored."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.isolation.keys import is_keyed
from tools.isolation.scopes import Scope
from tools.isolation.tenancy import runs_per_call
from tools.isolation.visitor import FileCheck

_BY_KEY = frozenset({"get", "pop", "setdefault", "__getitem__", "__contains__"})
_SIZES = frozenset({"len", "bool", "id", "isinstance", "type"})
_VIEWS = frozenset({"values", "items", "keys", "copy"})


def unkeyed_reads(check: FileCheck) -> Iterator[ast.expr]:
    """Yield every use of a dictionary, in which functions store by organization, without a key."""
    names: set[str] = set()
    for owner, scope in _stored_by_key(check):
        if runs_per_call(scope):
            names |= _names_of(check, owner)
    for name in sorted(names):
        for use in check.facts.name_uses.get(name, ()):
            scope = check.facts.scope_of(use)
            if (
                isinstance(use.ctx, ast.Load)
                and runs_per_call(scope)
                and _is_of_module(check, use, scope)
                and not _is_harmless(check, use, scope)
            ):
                yield use


def _stored_by_key(check: FileCheck) -> Iterator[tuple[ast.expr, Scope]]:
    for node in check.facts.nodes:
        owner, key = None, None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            owner, key = node.value, node.slice
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "setdefault"
            and node.args
        ):
            owner, key = node.func.value, node.args[0]
        if owner is not None:
            scope = check.facts.scope_of(node)
            if is_keyed(check.resolver, key, scope):
                yield owner, scope


def _names_of(check: FileCheck, owner: ast.expr) -> set[str]:
    """Return the names that the module has for the dictionaries that ``owner`` may be."""
    stores = {
        thing.node
        for thing in check.flow.things(owner)
        if thing.lasts and isinstance(thing.node, ast.expr)
    }
    return {
        name
        for name, uses in check.facts.name_uses.items()
        if stores
        and any(
            thing.node in stores
            for use in uses[:1]
            if _is_of_module(check, use, check.facts.scope_of(use))
            for thing in check.flow.things(use)
        )
    }


def _is_of_module(check: FileCheck, name: ast.Name, scope: Scope) -> bool:
    return scope.resolve(name.id)[0] is check.scopes.module


def _is_harmless(check: FileCheck, use: ast.Name, scope: Scope) -> bool:
    parent = check.parent(use)
    outer = parent
    while isinstance(outer, ast.BoolOp):
        outer = check.parent(outer)
    if isinstance(outer, ast.UnaryOp | ast.If | ast.While | ast.Assert):
        return True
    if isinstance(parent, ast.Subscript) and parent.value is use:
        # An unkeyed store is judged as one.
        stored = not isinstance(parent.ctx, ast.Load)
        return stored or is_keyed(check.resolver, parent.slice, scope)
    if isinstance(parent, ast.Compare):
        return all(isinstance(operator, ast.In | ast.NotIn | ast.Is) for operator in parent.ops)
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Name) and parent.func.id in _SIZES
    if isinstance(parent, ast.Attribute):
        call = check.parent(parent)
        if not isinstance(call, ast.Call) or call.func is not parent:
            return False
        if parent.attr in _BY_KEY:
            first = call.args[0] if call.args else None
            return is_keyed(check.resolver, first, scope)
        if parent.attr in _VIEWS:
            return _only_tidies(check, call)
        return True  # the changing methods are judged as such
    return _only_tidies(check, use)


def _only_tidies(check: FileCheck, node: ast.expr) -> bool:
    """``for client in CLIENTS.values(): client.close()``: a loop that keeps nothing of it."""
    parent = check.parent(node)
    while (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Name)
        and (parent.func.id in ("list", "tuple", "sorted", "len"))
    ):
        if parent.func.id == "len":
            return True
        node, parent = parent, check.parent(parent)
    if not isinstance(parent, ast.For | ast.AsyncFor) or parent.iter is not node:
        return False
    return not any(
        isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom | ast.Raise | ast.NamedExpr)
        or (
            isinstance(inner, ast.Name | ast.Attribute | ast.Subscript)
            and isinstance(inner.ctx, ast.Store)
        )
        or (isinstance(inner, ast.Call) and (inner.args or inner.keywords))
        for statement in parent.body
        for inner in ast.walk(statement)
    )
