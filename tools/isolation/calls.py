"""Calls in other words: what a call that hides its function would look like written out.

``getattr(file, "write")(x)``, ``attrgetter("write")(file)(x)``, ``partial(file.write, x)`` and
``later(x)`` with ``later = file.write`` all are ``file.write(x)``, and so is ``call(*[x])`` in a
function that got ``file.write``. The rules judge that form too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from tools.isolation.elsewhere import as_read_in
from tools.isolation.facts import FileFacts
from tools.isolation.flow import Flow, Make
from tools.isolation.scopes import Scope
from tools.isolation.trees import spread
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
MAX_FORMS = 6
"""So many lists that may stand behind a ``*`` are looked at for one call."""


def written_out(
    node: ast.Call, callee: Values, scope: Scope, resolver: Resolver, flow: Callable[[], Flow]
) -> Iterator[ast.Call]:
    """Yield other forms of a call, to be read in the scope of the call."""
    facts = resolver.facts
    function = node.func
    if isinstance(function, ast.Call):
        for attribute in _named(function, scope, resolver, node):
            yield _made(facts, node, attribute, node.args, node.keywords)
    place = _place(function, callee)
    lists = [*_argument_lists(node.args, facts, flow)]
    for given in lists:
        if given is not node.args:
            yield _made(facts, node, function, given, node.keywords)
        if place is not None and len(given) > place:
            called, rest = given[place], given[place + 1 :]
            if not isinstance(called, ast.Constant | ast.Starred):
                yield _made(facts, node, called, rest, node.keywords)
    if isinstance(function, ast.Attribute) and any(v.kind in _NAMED for v in callee):
        return
    for thing in flow().things(function):
        inner = thing.node
        if (
            thing.make is Make.ATTRIBUTE
            and isinstance(inner, ast.Attribute)
            and inner is not function
        ):
            moved = _moved(inner, scope, facts)
            for given in lists:
                yield _made(facts, node, moved, given, node.keywords)
        elif thing.make is Make.PARTIAL and isinstance(inner, ast.Call) and inner.args:
            where = facts.scope_of(inner)
            bound = [as_read_in(argument, where) for argument in spread(inner.args[1:])]
            first = inner.args[0]
            called = (
                _moved(first, scope, facts)
                if isinstance(first, ast.Attribute)
                else as_read_in(first, where)
            )
            yield _made(facts, node, called, [*bound, *node.args], node.keywords)


def taken(node: ast.Attribute, facts: FileFacts) -> ast.Call:
    """Return the call that whoever gets this method may make of it; its arguments are unknown."""
    return _made(facts, node, node, [], [])


_READERS = frozenset({"getattr", "engine.sdk.public_attr"})
_NAMED = frozenset({Kind.MODULE, Kind.MEMBER, Kind.BUILTIN})


def _argument_lists(
    arguments: list[ast.expr], facts: FileFacts, flow: Callable[[], Flow]
) -> Iterator[list[ast.expr]]:
    """Yield the arguments as written, and with what may stand behind each ``*``."""
    plain = list(spread(arguments))
    yield arguments if plain == arguments else plain
    if not any(isinstance(argument, ast.Starred) for argument in plain):
        return
    options: list[Sequence[list[ast.expr]]] = [
        _behind(argument, facts, flow(), 0) if isinstance(argument, ast.Starred) else [[argument]]
        for argument in plain
    ]
    for parts in islice(product(*options), MAX_FORMS):
        yield [item for part in parts for item in part]


def _behind(
    starred: ast.Starred, facts: FileFacts, flow: Flow, depth: int
) -> Sequence[list[ast.expr]]:
    """Return the lists of arguments that may stand behind a ``*``."""
    found: list[list[ast.expr]] = []
    for items in flow.lists(starred.value):
        plain = [as_read_in(item, facts.scope_of(item)) for item in spread(items)]
        last = plain[-1] if plain else None
        if isinstance(last, ast.Starred) and depth < 3:
            found += [[*plain[:-1], *more] for more in _behind(last, facts, flow, depth + 1)]
        else:
            found.append(plain)
        if len(found) >= MAX_FORMS:
            break
    return found or [[starred]]


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
        value.kind in (Kind.BUILTIN, Kind.MEMBER) and value.name in _READERS
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


def _moved(node: ast.Attribute, scope: Scope, facts: FileFacts) -> ast.Attribute:
    """Return the attribute so that it means in ``scope`` what it means where it stands."""
    outer = facts.scope_of(node)
    if _is_inside(scope, outer):
        return node
    moved = ast.copy_location(
        ast.Attribute(as_read_in(node.value, outer), node.attr, node.ctx), node
    )
    facts.put_below(facts.parents.get(node), moved)
    return moved


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
