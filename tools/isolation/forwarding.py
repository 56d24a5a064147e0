"""Recognises ``__getattr__`` that hands an attribute on: ``return getattr(self._client, name)``.

Python itself calls ``__getattr__``, with a name that stands in some file's code and was judged
there; no file may call it by name. So the name is no freer than the one that was written, as long
as the attribute goes to whoever asked for it and nowhere else: ``hasattr`` may ask for any name.
"""

from __future__ import annotations

import ast

from tools.isolation.beginnings import REACHING
from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.values import DOOR_ROOT, Kind, Value
from tools.isolation.visitor import FileCheck

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOKERS = frozenset({"callable", "isinstance"})


def is_forwarded(check: FileCheck, call: ast.Call, scope: Scope) -> bool:
    """Say whether ``getattr(target, name)`` only answers a written ``proxy.name``."""
    name = call.args[1]
    owner = getter_of(name, scope)
    if owner is None or "__getattr__" in check.facts.name_uses:
        return False
    if any(
        value.kind in REACHING or value.name.startswith((f"{DOOR_ROOT}.", "context."))
        for value in check.values(call.args[0], scope)
    ):
        return False
    return _only_answers(check, call, owner)


def getter_of(name: ast.expr, scope: Scope) -> Scope | None:
    """Return the ``__getattr__`` whose name parameter ``name`` is and stays, or None."""
    if not isinstance(name, ast.Name):
        return None
    owner, bindings = scope.resolve(name.id)
    if owner is None or len(bindings) != 1 or bindings[0].kind is not Bind.PARAMETER:
        return None
    node, outer = owner.node, owner.parent
    if not isinstance(node, ast.FunctionDef) or node.name != "__getattr__" or node.decorator_list:
        return None
    arguments = node.args
    parameters = [*arguments.posonlyargs, *arguments.args]
    in_class = outer is not None and outer.kind is ScopeKind.CLASS
    if outer is None or outer.kind is ScopeKind.FUNCTION or len(parameters) != 1 + in_class:
        return None
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
        return None
    return owner if parameters[-1].arg == name.id else None


def _only_answers(check: FileCheck, node: ast.AST, owner: Scope) -> bool:
    """Say whether what stands at ``node`` goes to the caller of ``owner``, if anywhere."""
    parent = check.parent(node)
    if isinstance(parent, ast.Return) and check.facts.scope_of(parent) is owner:
        return True
    inner = _function_inside(check, node, owner)
    if isinstance(inner, ast.Lambda):
        return isinstance(check.parent(inner), ast.Return)
    if inner is not None:
        return _is_only_returned(check, inner.name, owner) and all(
            _is_wraps(check, decorator, owner) for decorator in inner.decorator_list
        )
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        return isinstance(target, ast.Name) and _is_only_returned(check, target.id, owner)
    return False


def _function_inside(
    check: FileCheck, node: ast.AST, owner: Scope
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None:
    """Return the outermost function inside of ``owner`` in whose body ``node`` stands."""
    found = None
    scope: Scope | None = check.facts.scope_of(node)
    while scope is not None and scope is not owner:
        if isinstance(scope.node, ast.ClassDef):
            return None
        if isinstance(scope.node, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
            found = scope.node
        scope = scope.parent
    return found


def _is_only_returned(check: FileCheck, name: str, owner: Scope) -> bool:
    """Say whether a local name of ``owner`` is bound once and only returned or looked at."""
    if len(owner.bindings.get(name, ())) != 1:
        return False
    for use in check.facts.name_uses.get(name, ()):
        scope = check.facts.scope_of(use)
        found, _ = scope.resolve(use.id)
        if found is not owner or isinstance(use.ctx, ast.Store):
            continue
        parent = check.parent(use)
        looked_at = (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Name)
            and parent.func.id in _LOOKERS
            and parent.func is not use
            and all(v.kind is Kind.BUILTIN for v in check.values(parent.func, scope))
        )
        returned = isinstance(parent, ast.Return) and scope is owner
        wrapped = isinstance(parent, ast.Call) and _is_wraps(check, parent, owner)
        inner = _function_inside(check, use, owner)
        passed_on = isinstance(inner, _DEFINITIONS) and _is_only_returned(check, inner.name, owner)
        if not (looked_at or returned or wrapped or passed_on):
            return False
    return True


def _is_wraps(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Call) and all(
        value == Value(Kind.MEMBER, "functools.wraps") for value in check.values(node.func, scope)
    )
