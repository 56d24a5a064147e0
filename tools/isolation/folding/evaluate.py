"""Evaluates expressions of a file as far as they are made of constants."""

from __future__ import annotations

import ast
import itertools
import re
import string
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from tools.isolation.elsewhere import Elsewhere
from tools.isolation.flow.things import PASSIVE, Make, Thing
from tools.isolation.folding.choices import Choices, UnknownError
from tools.isolation.folding.known import (
    BUILTINS,
    MAX_SIZE,
    MEMBERS,
    PATH_PARTS,
    TEXT_METHODS,
    call_builtin,
    call_method,
    operate,
)
from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import Kind, Resolver

_MAX_DEPTH = 25
_MAX_STEPS = 10_000
_MAX_RUNS = 48
_MAX_ARRIVING = 12
_CONTAINERS = (list, tuple, dict)
_FAILURES = (
    UnknownError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
    RecursionError,
)  # fmt: skip
Local = dict[str, Any]
_Callable = str | ast.Attribute | ast.Lambda | ast.Call


def fold_text(resolver: Resolver, node: ast.expr, scope: Scope) -> str | None:
    """Return the one text that ``node`` is as far as the file shows, or None."""
    found = fold_texts(resolver, node, scope)
    return found[0] if len(found) == 1 else None


def fold_texts(resolver: Resolver, node: ast.expr, scope: Scope) -> tuple[str, ...]:
    """Return texts that ``node`` may be as far as the file shows, with bytes and paths as text."""
    folding = _Folding(resolver)
    found: dict[str, None] = {}
    for _ in range(_MAX_RUNS):
        try:
            value = folding.run(node, scope)
        except _FAILURES:
            value = None
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if isinstance(value, str | PurePosixPath):
            found[str(value)] = None
        if not folding.advance():
            break
    return tuple(found)


def own_path(resolver: Resolver) -> str:
    """Return ``__file__``, seen from the directory that the platform runs in.

    A workspace directory that is called like one of the platform's is not one.
    """
    return _NAMESAKE.sub("/package", resolver.names.path)


_NAMESAKE = re.compile(r"/(?:engine|tools)(?=/)", re.IGNORECASE)


class _Folding:
    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._scope = resolver.scopes.module
        self._choices = Choices()
        self._steps = 0
        self._busy: set[int] = set()
        # Expressions that are not known, however the rest is decided.
        self._hopeless: set[int] = set()

    def run(self, node: ast.expr, scope: Scope) -> Any:
        """Evaluate once, deciding what is open as the choices say."""
        self._scope = scope
        self._busy.clear()
        return self.value(node, {})

    def advance(self) -> bool:
        """Say whether there is another way to decide, and work left to do it."""
        return self._choices.advance() and self._steps <= _MAX_STEPS

    def value(self, node: ast.expr, local: Local, depth: int = 0) -> Any:
        self._steps += 1
        if self._steps > _MAX_STEPS or depth > _MAX_DEPTH or id(node) in self._hopeless:
            raise UnknownError
        handler = _HANDLERS.get(type(node), "_arriving")
        before = self._choices.made
        try:
            try:
                found = getattr(self, handler)(node, local, depth + 1)
            except _FAILURES:
                found = self._arriving(node, local, depth + 1)
        except _FAILURES:
            if not local and self._choices.made == before:
                self._hopeless.add(id(node))
            raise
        if isinstance(found, str | bytes | list | tuple | dict):
            self._weigh(found)
        return found

    def _weigh(self, found: str | bytes | list[Any] | tuple[Any, ...] | dict[Any, Any]) -> None:
        """Refuse what is large, and containers in containers in containers."""
        if len(found) > MAX_SIZE:
            raise UnknownError
        self._steps += len(found) // 10
        if isinstance(found, str | bytes):
            return
        for item in found.values() if isinstance(found, dict) else found:
            if isinstance(item, list | tuple | dict):
                self._steps += len(item)
                inner = item.values() if isinstance(item, dict) else item
                if self._steps > _MAX_STEPS or any(isinstance(x, _CONTAINERS) for x in inner):
                    raise UnknownError

    # -- what comes by way of others --

    def _arriving(self, node: ast.expr, _local: Local, depth: int) -> Any:
        """Return one of the constants and expressions of the file that reach ``node``."""
        options: dict[object, Thing] = {}
        for thing in self._resolver.things(node):
            is_own_path = thing.make is Make.BUILTIN and thing.name == "__file__"
            if thing.make in PASSIVE or isinstance(thing.node, ast.expr) or is_own_path:
                # A call may be there as what it gives and as what can be worked out from it.
                if thing.node is not node:
                    options.setdefault(thing.node or thing, thing)
                if len(options) > _MAX_ARRIVING:
                    break
        chosen = self._choices.pick(list(options.values()))
        if chosen.make is Make.TEXT:
            return chosen.name
        if chosen.make is Make.BUILTIN:
            return own_path(self._resolver)
        return chosen.data if chosen.make is Make.NUMBER else self._elsewhere(chosen.node, depth)

    def _elsewhere(self, node: Any, depth: int) -> Any:
        """Evaluate another expression, where it stands."""
        if id(node) in self._busy:
            raise UnknownError
        outer, self._scope = self._scope, self._resolver.facts.scope_of(node)
        self._busy.add(id(node))
        try:
            return self.value(node, {}, depth)
        finally:
            self._scope = outer
            self._busy.discard(id(node))

    def _moved(self, node: Elsewhere, _local: Local, depth: int) -> Any:
        outer, self._scope = self._scope, node.scope
        try:
            return self.value(node.node, {}, depth)
        finally:
            self._scope = outer

    # -- names --

    def _constant(self, node: ast.Constant, _local: Local, _depth: int) -> Any:
        if not isinstance(node.value, str | bytes | int | None):
            raise UnknownError
        return node.value

    def _name(self, node: ast.Name, local: Local, depth: int) -> Any:
        if node.id in local:
            return local[node.id]
        owner, bindings = self._scope.resolve(node.id)
        if owner is None and node.id == "__file__":
            return own_path(self._resolver)
        if owner is None or len(bindings) != 1:
            raise UnknownError
        binding = bindings[0]
        if binding.kind is Bind.IMPORT:
            return self._member(node)
        if binding.kind is not Bind.ASSIGN or binding.path or binding.value is None:
            raise UnknownError
        outer, self._scope = self._scope, owner
        try:
            return self.value(binding.value, {}, depth)
        finally:
            self._scope = outer

    def _member(self, node: ast.expr) -> Any:
        for value in self._resolver.values(node, self._scope):
            found = MEMBERS.get(value.name)
            if isinstance(found, str) and value.kind in (Kind.MEMBER, Kind.RESULT):
                return found
        raise UnknownError

    def _attribute(self, node: ast.Attribute, local: Local, depth: int) -> Any:
        try:
            return self._member(node)
        except UnknownError:
            if node.attr not in PATH_PARTS:
                raise
        base = self.value(node.value, local, depth)
        if not isinstance(base, PurePosixPath):
            raise UnknownError
        found = getattr(base, node.attr)
        return found if isinstance(found, str | PurePosixPath) else list(found)

    # -- texts and containers --

    def _joined(self, node: ast.JoinedStr, local: Local, depth: int) -> Any:
        parts = []
        for item in node.values:
            inner = item.value if isinstance(item, ast.FormattedValue) else item
            if isinstance(item, ast.FormattedValue) and (
                item.format_spec is not None or item.conversion not in (-1, 115)
            ):
                raise UnknownError
            parts.append(str(self.value(inner, local, depth)))
        return "".join(parts)

    def _binary(self, node: ast.BinOp, local: Local, depth: int) -> Any:
        left, right = self.value(node.left, local, depth), self.value(node.right, local, depth)
        return operate(type(node.op).__name__, left, right)

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, local: Local, depth: int) -> Any:
        return list(self._items(node.elts, local, depth))

    def _items(self, nodes: list[ast.expr], local: Local, depth: int) -> Iterator[Any]:
        for item in nodes:
            if isinstance(item, ast.Starred):
                yield from itertools.islice(self.value(item.value, local, depth), MAX_SIZE)
            else:
                yield self.value(item, local, depth)

    def _dictionary(self, node: ast.Dict, local: Local, depth: int) -> Any:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            item = self.value(value, local, depth)
            found.update(item if key is None else {self.value(key, local, depth): item})
        return found

    def _subscript(self, node: ast.Subscript, local: Local, depth: int) -> Any:
        base = self.value(node.value, local, depth)
        if not isinstance(base, str | bytes | list | tuple | dict):
            raise UnknownError
        if isinstance(node.slice, ast.Slice):
            parts = [
                None if part is None else self.value(part, local, depth)
                for part in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return base[slice(*parts)]
        return base[self.value(node.slice, local, depth)]

    def _choice(self, node: ast.IfExp, local: Local, depth: int) -> Any:
        try:
            chosen = node.body if self.value(node.test, local, depth) else node.orelse
        except UnknownError:
            chosen = self._choices.pick((node.body, node.orelse))
        return self.value(chosen, local, depth)

    def _boolean(self, node: ast.BoolOp, local: Local, depth: int) -> Any:
        found = None
        for part in node.values:
            found = self.value(part, local, depth)
            if bool(found) is isinstance(node.op, ast.Or):
                break
        return found

    def _unary(self, node: ast.UnaryOp, local: Local, depth: int) -> Any:
        found = self.value(node.operand, local, depth)
        if isinstance(node.op, ast.Not):
            return not found
        if not isinstance(node.op, ast.USub) or not isinstance(found, int):
            raise UnknownError
        return -found

    def _walrus(self, node: ast.NamedExpr, local: Local, depth: int) -> Any:
        return self.value(node.value, local, depth)

    def _loop(self, node: ast.ListComp | ast.GeneratorExp, local: Local, depth: int) -> Any:
        if len(node.generators) != 1 or node.generators[0].ifs:
            raise UnknownError
        generator, found = node.generators[0], []
        iterable = self.value(generator.iter, local, depth)
        for item in itertools.islice(iterable, MAX_SIZE):
            inner = {**local, **_bound(generator.target, item)}
            found.append(self.value(node.elt, inner, depth))
        return found

    # -- calls --

    def _call(self, node: ast.Call, local: Local, depth: int) -> Any:
        function = self._function(node.func, local)
        if function == "map" and len(node.args) == 2:
            return self._map(node.args[0], self.value(node.args[1], local, depth), local, depth)
        arguments, named = self._arguments(node.args, node.keywords, local, depth)
        return self._apply(function, node, arguments, named, local, depth)

    def _arguments(
        self, args: list[ast.expr], keywords: list[ast.keyword], local: Local, depth: int
    ) -> tuple[list[Any], dict[str, Any]]:
        named: dict[str, Any] = {}
        for keyword in keywords:
            if keyword.arg != "key":
                found = self.value(keyword.value, local, depth)
                named.update({keyword.arg: found} if keyword.arg else found)
        return list(self._items(args, local, depth)), named

    def _apply(
        self,
        function: _Callable,
        node: ast.expr,
        arguments: list[Any],
        named: dict[str, Any],
        local: Local,
        depth: int,
    ) -> Any:
        if isinstance(function, str):
            return _carry_out(function, arguments, named)
        if isinstance(function, ast.Attribute):
            return self._method(function, node, arguments, named, local, depth)
        if isinstance(function, ast.Lambda):
            return self._inside(function, arguments, named, local, depth)
        # A partial: its own arguments stand where it was made.
        outer, self._scope = self._scope, self._resolver.facts.scope_of(function)
        try:
            inner = self._function(function.args[0], {})
            first, more = self._arguments(function.args[1:], function.keywords, {}, depth)
            return self._apply(inner, function, first + arguments, {**more, **named}, {}, depth + 1)
        finally:
            self._scope = outer

    def _function(self, node: ast.expr, local: Local) -> _Callable:
        """Return what a call calls: a known name, a method, a lambda, or a ``partial(...)``."""
        if isinstance(node, ast.Lambda):
            return node
        if isinstance(node, ast.Name) and node.id in local:
            raise UnknownError
        for value in self._resolver.values(node, self._scope):
            if value.kind is Kind.BUILTIN and (value.name in BUILTINS or value.name == "map"):
                return value.name
            if value.kind in (Kind.MEMBER, Kind.RESULT) and value.name in MEMBERS:
                return value.name
        options = [
            found
            for thing in self._resolver.things(node)
            if thing.node is not node and (found := _callable(thing)) is not None
        ]
        if isinstance(node, ast.Attribute):
            options.append(node)
        return self._choices.pick(options)

    def _inside(
        self, node: ast.Lambda, arguments: list[Any], named: Local, local: Local, depth: int
    ) -> Any:
        """Evaluate the body of a lambda with its parameters bound."""
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        if len(arguments) > len(names):
            raise UnknownError
        outer, self._scope = self._scope, self._resolver.scopes.by_node[node]
        try:
            bound = {**local, **dict(zip(names, arguments, strict=False)), **named}
            return self.value(node.body, bound, depth)
        finally:
            self._scope = outer

    def _template(self, node: ast.expr, local: Local, depth: int) -> str:
        if isinstance(node, ast.Call) and len(node.args) == 1:
            names = {value.name for value in self._resolver.values(node.func, self._scope)}
            if "string.Template" in names:
                return str(self.value(node.args[0], local, depth))
        raise UnknownError

    def _map(self, node: ast.expr, items: Any, local: Local, depth: int) -> Any:
        if isinstance(node, ast.Attribute) and node.attr in TEXT_METHODS:
            return [call_method(item, node.attr, [], {}) for item in self._few(items)]
        function = self._function(node, local)
        return [self._apply(function, node, [item], {}, local, depth) for item in self._few(items)]

    def _few(self, items: Any) -> Iterator[Any]:
        return itertools.islice(items, MAX_SIZE)

    def _method(
        self,
        function: ast.Attribute,
        node: ast.expr,
        arguments: list[Any],
        named: dict[str, Any],
        local: Local,
        depth: int,
    ) -> Any:
        if function.attr in ("substitute", "safe_substitute"):
            template = string.Template(self._template(function.value, local, depth))
            return template.safe_substitute(*arguments, **named)
        if isinstance(node, ast.Call) and function is node.func:
            base = self.value(function.value, local, depth)
        else:
            base = self._elsewhere(function.value, depth)
        return call_method(base, function.attr, arguments, named)


def _callable(thing: Thing) -> _Callable | None:
    if isinstance(thing.node, ast.Attribute | ast.Lambda):
        return thing.node
    if thing.make is Make.PARTIAL and isinstance(thing.node, ast.Call):
        return thing.node
    known = thing.name in MEMBERS or thing.name in BUILTINS
    return thing.name if known and thing.make in (Make.BUILTIN, Make.MEMBER) else None


def _carry_out(name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
    if name in BUILTINS:
        return call_builtin(name, arguments, named)
    function = MEMBERS.get(name)
    if function is None or isinstance(function, str):
        raise UnknownError
    return function(*arguments, **named)


def _bound(target: ast.expr, item: Any) -> dict[str, Any]:
    if isinstance(target, ast.Name):
        return {target.id: item}
    if isinstance(target, ast.Tuple):
        names = [part.id for part in target.elts if isinstance(part, ast.Name)]
        return dict(zip(names, item, strict=True))
    raise UnknownError


_HANDLERS: dict[type[ast.expr], str] = {
    Elsewhere: "_moved",
    ast.Constant: "_constant",
    ast.Name: "_name",
    ast.Attribute: "_attribute",
    ast.JoinedStr: "_joined",
    ast.BinOp: "_binary",
    ast.UnaryOp: "_unary",
    ast.IfExp: "_choice",
    ast.BoolOp: "_boolean",
    ast.NamedExpr: "_walrus",
    ast.List: "_sequence",
    ast.Tuple: "_sequence",
    ast.Set: "_sequence",
    ast.Dict: "_dictionary",
    ast.Subscript: "_subscript",
    ast.ListComp: "_loop",
    ast.GeneratorExp: "_loop",
    ast.Call: "_call",
}
