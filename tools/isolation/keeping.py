"""What a file's classes and functions keep between calls, for the files that import them.

``Store.put`` that assigns to ``self`` is harmless on an object that a run makes for itself, and a
leak on one that lives as long as the process. The class stands in one file and the object may be
made in another, so a file's summary says which of its methods and closures keep what they get.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tools.isolation.changes import MUTATORS
from tools.isolation.keys import names_organization
from tools.isolation.marks import CLOSURE, METHOD, READER, SHARED
from tools.isolation.scopes import Bind, ScopeKind, ScopeTree
from tools.isolation.trees import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MAKING = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__", "__set_name__"})


def keepers(scopes: ScopeTree, is_keyed: Callable[[ast.AST], bool]) -> Iterator[str]:
    """Yield the names, marked as in `marks`, of what keeps; ``is_keyed`` judges a key."""
    outer = _functions_around(scopes)
    for node in scopes.tree.body:
        if isinstance(node, ast.ClassDef):
            marked = {f"{node.name}.{name}{METHOD}" for name in _keeping_methods(node, is_keyed)}
            yield from sorted(marked)
            for name in _taken_methods(scopes.tree, marked):
                yield f"{name}{METHOD}"
        elif (
            node in outer and isinstance(node, _FUNCTIONS) and _makes_keeper(scopes, node, is_keyed)
        ):
            yield f"{node.name}{CLOSURE}"


def sharers(tree: ast.Module) -> Iterator[str]:
    """Yield the marked names of functions that give a container of the module, or a cached one."""
    made = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, _CONTAINERS)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, _FUNCTIONS) and (
            _is_cached(node) or (made and _gives(node, made - _local(node)))
        ):
            yield f"{node.name}{SHARED}"


def _gives(function: Function, names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id in names
        for node in walk(function)
    )


def _local(function: Function) -> set[str]:
    return {
        node.id
        for node in walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    } | {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}


def _is_cached(function: Function) -> bool:
    """Say whether a cache gives the list or dictionary that the function made to the next, too."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ("cache", "lru_cache"):
            return not any(names_organization(a.arg) for a in function.args.args)
    return False


_CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def readers(tree: ast.Module) -> Iterator[str]:
    """Yield the marked names of what reads attributes by names that it gets."""
    for node in tree.body:
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for item in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(item, _FUNCTIONS) and _reads_by_name(item):
                yield f"{owner}{item.name}{READER}"


def _functions_around(scopes: ScopeTree) -> set[ast.AST]:
    """Return the nodes in which some function is defined inside of another."""
    found = set()
    for scope in scopes.by_node.values():
        parent = scope.parent
        if scope.kind is ScopeKind.FUNCTION and not scope.comprehension:
            while parent is not None and parent.kind is not ScopeKind.MODULE:
                found.add(parent.node)
                parent = parent.parent
    return found


def _taken_methods(tree: ast.Module, marked: set[str]) -> Iterator[str]:
    """Yield the names of ``put = Store().put``."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Call | ast.Name):
            owner = value.value.func if isinstance(value.value, ast.Call) else value.value
            if isinstance(owner, ast.Name) and f"{owner.id}.{value.attr}{METHOD}" in marked:
                for target in node.targets if isinstance(node, ast.Assign) else ():
                    if isinstance(target, ast.Name):
                        yield target.id


def instances(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module binds to what a plain call gives, with the called."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value.func


def _reads_by_name(function: Function) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
        and not isinstance(node.args[1], ast.Constant)
        for node in walk(function)
    )


def _keeping_methods(node: ast.ClassDef, is_keyed: Callable[[ast.AST], bool]) -> set[str]:
    methods = {item.name: item for item in node.body if isinstance(item, _FUNCTIONS)}
    me = {
        name: item.args.args[0].arg
        for name, item in methods.items()
        if item.args.args and not _has(item, "staticmethod")
    }
    found = {
        name
        for name in me
        if any(_is_root(target, {me[name]}) for target in changed(methods[name], is_keyed))
    }
    found -= _MAKING
    while True:
        more = {
            name
            for name in me.keys() - found - _MAKING
            if any(
                isinstance(inner, ast.Attribute)
                and inner.attr in found
                and isinstance(inner.value, ast.Name)
                and inner.value.id == me[name]
                for inner in walk(methods[name])
            )
        }
        if not more:
            return found
        found |= more


def _makes_keeper(scopes: ScopeTree, node: Function, is_keyed: Callable[[ast.AST], bool]) -> bool:
    """Say whether a function inside of ``node`` changes what ``node`` made or was given."""
    own = {
        name
        for name, bindings in scopes.by_node[node].bindings.items()
        if all(binding.kind is not Bind.PARAMETER for binding in bindings)
    }
    for inner in walk(node):
        if inner is node or not isinstance(inner, (*_FUNCTIONS, ast.Lambda)):
            continue
        mine = set(scopes.by_node[inner].bindings)
        for statement in walk(inner):
            if isinstance(statement, ast.Nonlocal) and own & {*statement.names}:
                return True
        if any(_is_root(target, own - mine) for target in changed(inner, is_keyed)):
            return True
    return False


def changed(node: ast.AST, is_keyed: Callable[[ast.AST], bool]) -> Iterator[ast.expr]:
    """Yield what a function's code changes: the objects whose attributes or items it sets."""
    for inner in walk(node):
        if isinstance(inner, ast.Attribute):
            if not isinstance(inner.ctx, ast.Load) or (
                inner.attr in MUTATORS and not _is_keyed_call(inner, node, is_keyed)
            ):
                yield inner.value
        elif (
            isinstance(inner, ast.Subscript)
            and not isinstance(inner.ctx, ast.Load)
            and not is_keyed(inner.slice)
        ):
            yield inner.value


def _is_keyed_call(
    attribute: ast.Attribute, node: ast.AST, is_keyed: Callable[[ast.AST], bool]
) -> bool:
    """``seen.setdefault(org_id, x)``, ``seen.pop(org_id)``."""
    return attribute.attr in ("setdefault", "pop") and any(
        isinstance(call, ast.Call)
        and call.func is attribute
        and call.args
        and is_keyed(call.args[0])
        for call in walk(node)
    )


def _is_root(node: ast.expr, names: set[str]) -> bool:
    inner: ast.AST = node
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    return isinstance(inner, ast.Name) and inner.id in names


def _has(function: Function, name: str) -> bool:
    return any(isinstance(d, ast.Name) and d.id == name for d in function.decorator_list)
