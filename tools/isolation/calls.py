"""Calls in other words: what a call that hides its function would look like written out.

``getattr(file, "write")(x)``, ``attrgetter("write")(file)(x)``, ``partial(file.write, x)`` and
``later(x)`` with ``later = file.write`` all are ``file.write(x)``. The rules judge that form too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tools.isolation.facts import FileFacts
from tools.isolation.flow import Flow, Make
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind, Resolver, Values

# Function -> where among its arguments stands the one that it calls with those that follow.
_FORWARDING = {
    "functools.partial": 0,
    "functools.partialmethod": 0,
    "operator.call": 0,
    "asyncio.to_thread": 0,
    "threading.Timer": 1,
}
_FORWARDING_METHODS = {
    "submit": 0,
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "call_later": 1,
    "call_at": 1,
    "run_in_executor": 1,
    "enter_context": 0,
    "callback": 0,
}


def written_out(
    node: ast.Call, callee: Values, scope: Scope, resolver: Resolver, flow: Callable[[], Flow]
) -> Iterator[tuple[ast.Call, Scope]]:
    """Yield other forms of a call, each with the scope in which it is to be read."""
    facts = resolver.facts
    function = node.func
    if isinstance(function, ast.Call):
        for attribute in _named(function, scope, resolver, node):
            yield _made(facts, node, attribute, node.args, node.keywords), scope
    place = _place(function, callee)
    if place is not None and len(node.args) > place:
        called, rest = node.args[place], node.args[place + 1 :]
        if isinstance(called, ast.Attribute | ast.Name):
            yield _made(facts, node, called, rest, node.keywords), scope
    if isinstance(function, ast.Attribute) or any(v.kind is Kind.MODULE for v in callee):
        return
    for thing in flow().things(function):
        if thing.make is Make.ATTRIBUTE and isinstance(thing.node, ast.Attribute):
            outer = facts.scope_of(thing.node)
            inside = _is_inside(scope, outer)
            arguments = (node.args, node.keywords) if inside else ([], [])
            yield _made(facts, node, thing.node, *arguments), scope if inside else outer


def taken(node: ast.Attribute, facts: FileFacts) -> ast.Call:
    """Return the call that whoever gets this method may make of it; its arguments are unknown."""
    return _made(facts, node, node, [], [])


def _place(function: ast.expr, callee: Values) -> int | None:
    for value in callee:
        if value.kind is Kind.MEMBER and value.name in _FORWARDING:
            return _FORWARDING[value.name]
    if isinstance(function, ast.Attribute):
        return _FORWARDING_METHODS.get(function.attr)
    return None


def _named(
    inner: ast.Call, scope: Scope, resolver: Resolver, node: ast.Call
) -> Iterator[ast.Attribute]:
    """Yield ``x.name`` for ``getattr(x, "name")`` and ``attrgetter("name")(x)``."""
    getter = inner.func
    if len(inner.args) >= 2 and any(
        value.kind is Kind.BUILTIN and value.name == "getattr"
        for value in resolver.values(getter, scope)
    ):
        owner, names = inner.args[0], resolver.texts(inner.args[1], scope)
    elif (
        isinstance(getter, ast.Call)
        and len(getter.args) == len(inner.args) == 1
        and any(
            value.kind is Kind.MEMBER and value.name == "operator.attrgetter"
            for value in resolver.values(getter.func, scope)
        )
    ):
        owner, names = inner.args[0], resolver.texts(getter.args[0], scope)
    else:
        return
    for name in names:
        if name.isidentifier():
            attribute = ast.Attribute(owner, name, ast.Load())
            resolver.facts.put_below(node, attribute)
            yield ast.copy_location(attribute, inner)


def _made(
    facts: FileFacts,
    place: ast.expr,
    function: ast.expr,
    arguments: list[ast.expr],
    keywords: list[ast.keyword],
) -> ast.Call:
    call = ast.copy_location(ast.Call(function, arguments, keywords), place)
    facts.put_below(facts.parents.get(place), call)
    return call


def _is_inside(scope: Scope, outer: Scope) -> bool:
    current: Scope | None = scope
    while current is not None and current is not outer:
        current = current.parent
    return current is outer
