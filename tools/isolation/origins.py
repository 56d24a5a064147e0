"""Where a changed object comes from: does it outlive the run that changes it?"""

from __future__ import annotations

import ast
from enum import Enum, auto
from typing import NamedTuple

from tools.isolation.changes import MUTATORS, STREAM
from tools.isolation.flow import Make, Thing
from tools.isolation.flow.things import MADE
from tools.isolation.just_made import is_just_made
from tools.isolation.keys import is_keyed
from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.trees import spread
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck


class Root(Enum):
    """What kind of long-lived object a changed one is, or is inside of."""

    CONTAINER = auto()
    """A container, or an object of a class of this file: any change stays."""
    LIBRARY = auto()
    """A library's object: whether a method changes it is not known."""
    DEFINITION = auto()
    """A function or class of this file: what is hung on it stays."""


class Origin(NamedTuple):
    """A long-lived object; ``inside`` says that the changed one is a part of it."""

    root: Root
    inside: bool = False


_ROOTS = {
    Make.CONTAINER: Root.CONTAINER,
    Make.TUPLE: Root.CONTAINER,
    Make.INSTANCE: Root.CONTAINER,
    Make.LIBRARY: Root.LIBRARY,
    Make.TYPED: Root.LIBRARY,
    Make.PARTIAL: Root.LIBRARY,
    Make.FUNCTION: Root.DEFINITION,
    Make.CLASS: Root.DEFINITION,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.JoinedStr)


_MADE = MADE | {Make.FUNCTION}


def origins(check: FileCheck, node: ast.expr, scope: Scope) -> list[Origin]:
    """Return the long-lived objects that ``node`` may be, or be a part of."""
    if is_fresh(node, scope) or is_just_made(check, node, scope):
        return []
    found = (origin_of(check, thing, scope) for thing in check.flow.things(node))
    return [origin for origin in found if origin is not None]


def origin_of(check: FileCheck, thing: Thing, scope: Scope) -> Origin | None:
    """Return which long-lived object a thing is when code of ``scope`` changes it, or None."""
    inside = thing.make is Make.PART
    make = thing.data if isinstance(thing.data, Make) else thing.make
    root = _ROOTS.get(make)
    if root is None or (make is Make.TUPLE and not inside):
        return None
    if thing.lasts or (thing.make in _MADE and _is_kept(check, thing, scope)):
        return Origin(root, inside)
    return None


def is_fresh(node: ast.expr, scope: Scope) -> bool:
    """Say whether ``node`` is a local name that only ever holds containers made right there."""
    if not isinstance(node, ast.Name):
        return False
    owner, bindings = scope.resolve(node.id)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or owner is not scope.function:
        return False
    return all(
        binding.kind is Bind.ASSIGN and not binding.path and isinstance(binding.value, _FRESH)
        for binding in bindings
    )


def _is_kept(check: FileCheck, thing: Thing, scope: Scope) -> bool:
    """Say whether a closure that is made while the file is loaded keeps the thing."""
    maker, function = check.flow.made_in(thing), scope.function
    if maker is None or maker is function:
        return False
    outer = function
    while outer is not None and outer is not maker:
        outer = outer.parent
    return outer is maker and runs_at_load(check, maker)


def runs_at_load(check: FileCheck, scope: Scope) -> bool:
    """Say whether a function runs while the file is loaded, so that its closures live on."""
    node = scope.node
    if scope.comprehension:
        return check.at_module_level(node)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return any(
        check.at_module_level(use)
        for use in check.facts.name_uses.get(node.name, ())
        if isinstance(use.ctx, ast.Load)
    )


def changes_self(check: FileCheck, node: ast.ClassDef, name: str, depth: int = 0) -> bool:
    """Say whether method ``name`` of a class stores something on its instance."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name == name:
            return stores_on_self(check, method, node)
    return depth < 5 and any(
        isinstance(thing.node, ast.ClassDef) and changes_self(check, thing.node, name, depth + 1)
        for base in node.bases
        for thing in check.flow.things(base)
        if thing.make is Make.CLASS
    )


def stores_on_self(check: FileCheck, method: Function, node: ast.ClassDef) -> bool:
    """Say whether a method changes its object, or what hangs on it, by itself or by others."""
    return _Storing(check, node).stores(method)


class _Storing:
    """Looks for changes of one class's instances, also in the functions that a method calls."""

    def __init__(self, check: FileCheck, node: ast.ClassDef) -> None:
        self._check = check
        self._node = node
        self._kept = check.flow.kept_by(node)
        self._seen: set[ast.AST] = set()
        self._resolver = check.flow.resolver_of(node)

    def stores(self, function: Function) -> bool:
        if function in self._seen or len(self._seen) > _MAX_FUNCTIONS:
            return False
        self._seen.add(function)
        return any(self._changes(inner) or self._passes_on(inner) for inner in ast.walk(function))

    def _changes(self, inner: ast.AST) -> bool:
        if self._names_organization(inner):
            return False
        target: ast.AST | None = None
        if isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(inner.ctx, ast.Load):
            target = inner.value
        elif isinstance(inner, ast.Attribute) and inner.attr in _STORING:
            # `self.append(x)` changes the object itself where it is a container.
            target = inner.value
        elif isinstance(inner, ast.Call):
            if any(
                thing.make is Make.BOUND
                and thing.name in MUTATORS | STREAM
                and isinstance(thing.data, Thing)
                and self._is_part(thing.data)
                for thing in self._check.flow.things(inner.func)
            ):
                return True
            if _name(inner) in ("setattr", "delattr") and inner.args:
                target = inner.args[0]
        if isinstance(target, ast.expr) and self._is_kept(target):
            return True
        while True:
            if isinstance(target, ast.Attribute | ast.Subscript):
                target = target.value
            elif isinstance(target, ast.Call) and _name(target) == "vars" and target.args:
                target = target.args[0]
            else:
                break
        return isinstance(target, ast.expr) and any(
            value.kind is Kind.SELF and self._is_own(value.data)
            for value in self._resolver.values(target, self._resolver.facts.scope_of(target))
        )

    def _names_organization(self, node: ast.AST) -> bool:
        """``self._pages[org_id, name] = ...``: kept apart, as a store of the module may be."""
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript):
            key = node.slice
        elif isinstance(node, ast.Attribute) and node.attr in ("setdefault", "pop"):
            call = self._resolver.facts.parents.get(node)
            key = call.args[0] if isinstance(call, ast.Call) and call.args else None
        return key is not None and is_keyed(self._resolver, key, self._resolver.facts.scope_of(key))

    def _is_own(self, node: object) -> bool:
        """Say whether this is the class, or one whose instances its instances hold."""
        return node is self._node or (node is not None and node in self._kept)

    def _is_kept(self, node: ast.expr) -> bool:
        return any(self._is_part(thing) for thing in self._check.flow.things(node))

    def _holds_kept(self, node: ast.expr, depth: int = 0) -> bool:
        """Say whether this is the object, or a list that is written with it."""
        return self._is_kept(node) or (
            depth < _MAX_LISTS
            and any(
                self._holds_kept(item, depth + 1)
                for items in self._check.flow.lists(node)
                for item in items
            )
        )

    def _is_part(self, thing: Thing) -> bool:
        return self._is_own(thing.node)

    def _passes_on(self, inner: ast.AST) -> bool:
        """Say whether a call changes the object in a function of this file that gets it."""
        if not isinstance(inner, ast.Call):
            return False
        called, given_args = inner.func, list(spread(inner.args))
        if given_args and any(t.name == "operator.call" for t in self._check.flow.things(called)):
            called, given_args = given_args[0], given_args[1:]
        functions = [
            thing
            for thing in self._check.flow.things(called)
            if thing.make is Make.FUNCTION and isinstance(thing.node, Function)
        ]
        if not functions:
            return False
        arguments = [a.value if isinstance(a, ast.Starred) else a for a in given_args]
        arguments += [keyword.value for keyword in inner.keywords]
        given = any(self._holds_kept(argument) for argument in arguments)
        return any(
            (given or (isinstance(thing.data, Thing) and self._is_own(thing.data.node)))
            and isinstance(thing.node, Function)
            and self.stores(thing.node)
            for thing in functions
        )


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


_MAX_FUNCTIONS = 40
_MAX_LISTS = 2
_STORING = frozenset({"append", "add", "update", "setdefault", "extend", "insert", "appendleft"})
